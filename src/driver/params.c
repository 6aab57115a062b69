/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/params.h"

#include <stdarg.h>

static void
clear_item(gpointer item)
{
    virTypedParameter *param = item;

    if (param->type == VIR_TYPED_PARAM_STRING)
        g_free(param->value.s);
}

Params *
params_new(void)
{
    Params *params = g_new0(Params, 1);

    params->items = g_array_new(FALSE, TRUE, sizeof(virTypedParameter));
    g_array_set_clear_func(params->items, clear_item);
    return params;
}

void
params_free(Params *params)
{
    if (params == NULL)
        return;
    g_array_unref(params->items);
    g_free(params);
}

/* Returns: (borrowed) a new item. */
G_GNUC_PRINTF(3, 0)
static virTypedParameter *
add(Params *params, int type, const char *format, va_list arguments)
{
    virTypedParameter *param = NULL;

    g_array_set_size(params->items, params->items->len + 1);
    param = &g_array_index(params->items, virTypedParameter, params->items->len - 1);
    param->type = type;
    g_vsnprintf(param->field, sizeof param->field, format, arguments);
    return param;
}

/* One function for each type: its name, the C type, libvirt's type, the member, and the value as it
 * is stored. */
#define DEFINE_ADD(suffix, c_type, param_type, member, stored)                                     \
    void params_add_##suffix(Params *params, c_type value, const char *format, ...)                \
    {                                                                                              \
        va_list arguments;                                                                         \
                                                                                                   \
        va_start(arguments, format);                                                               \
        add(params, param_type, format, arguments)->value.member = (stored);                       \
        va_end(arguments);                                                                         \
    }
DEFINE_ADD(int, int, VIR_TYPED_PARAM_INT, i, value)
DEFINE_ADD(uint, unsigned, VIR_TYPED_PARAM_UINT, ui, value)
DEFINE_ADD(llong, int64_t, VIR_TYPED_PARAM_LLONG, l, value)
DEFINE_ADD(ullong, uint64_t, VIR_TYPED_PARAM_ULLONG, ul, value)
DEFINE_ADD(string, const char *, VIR_TYPED_PARAM_STRING, s, g_strdup(value != NULL ? value : ""))
#undef DEFINE_ADD
