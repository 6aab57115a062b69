/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/params.h"

#include <glib/gi18n-lib.h>
#include <stdarg.h>
#include <string.h>

#include "base/error.h"
#include "base/optional.h"

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
DEFINE_ADD(double, double, VIR_TYPED_PARAM_DOUBLE, d, value)
DEFINE_ADD(boolean, char, VIR_TYPED_PARAM_BOOLEAN, b, value)
DEFINE_ADD(string, const char *, VIR_TYPED_PARAM_STRING, s, g_strdup(value != NULL ? value : ""))
#undef DEFINE_ADD

static const char *const type_names[] = {
    [VIR_TYPED_PARAM_INT] = "int",       [VIR_TYPED_PARAM_UINT] = "uint",
    [VIR_TYPED_PARAM_LLONG] = "llong",   [VIR_TYPED_PARAM_ULLONG] = "ullong",
    [VIR_TYPED_PARAM_DOUBLE] = "double", [VIR_TYPED_PARAM_BOOLEAN] = "boolean",
    [VIR_TYPED_PARAM_STRING] = "string",
};

static const virTypedParameter *
item(const Params *params, guint i)
{
    return &g_array_index(params->items, virTypedParameter, i);
}

static const ParamField *
find_field(const ParamField *fields, size_t n_fields, const char *name)
{
    for (size_t i = 0; i < n_fields; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

static bool
check_item(const virTypedParameter *param, const ParamField *field, GError **error)
{
    if (field == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_ARGUMENT_UNSUPPORTED,
                    _("parameter '%s' not supported"), param->field);
    else if (field->type != param->type)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("invalid type '%s' for parameter '%s', expected '%s'"),
                    type_names[param->type], param->field, type_names[field->type]);
    else
        return true;
    return false;
}

bool
params_check(const Params *params, const ParamField *fields, size_t n_fields, GError **error)
{
    for (guint i = 0; i < params->items->len; i++) {
        const virTypedParameter *param = item(params, i);

        if (!check_item(param, find_field(fields, n_fields, param->field), error))
            return false;
        if (params_find(params, param->field) == param)
            continue;
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("parameter '%s' occurs multiple times"), param->field);
        return false;
    }
    return true;
}

const virTypedParameter *
params_find(const Params *params, const char *name)
{
    for (guint i = 0; i < params->items->len; i++)
        if (strcmp(item(params, i)->field, name) == 0)
            return item(params, i);
    return NULL;
}

uint64_t
params_uint(const virTypedParameter *param)
{
    return param->type == VIR_TYPED_PARAM_UINT ? param->value.ui : param->value.ul;
}

static void
add_field(Params *params, const ParamField *field, const void *member)
{
    switch ((virTypedParameterType)field->type) {
    case VIR_TYPED_PARAM_UINT:
        params_add_uint(params, (unsigned)((const OptionalUint *)member)->value, "%s", field->name);
        break;
    case VIR_TYPED_PARAM_ULLONG:
        params_add_ullong(params, ((const OptionalUint *)member)->value, "%s", field->name);
        break;
    case VIR_TYPED_PARAM_INT:
        params_add_int(params, (int)((const OptionalInt *)member)->value, "%s", field->name);
        break;
    case VIR_TYPED_PARAM_LLONG:
        params_add_llong(params, ((const OptionalInt *)member)->value, "%s", field->name);
        break;
    case VIR_TYPED_PARAM_STRING:
        params_add_string(params, *(char *const *)member, "%s", field->name);
        break;
    case VIR_TYPED_PARAM_DOUBLE:
    case VIR_TYPED_PARAM_BOOLEAN:
        g_return_if_reached();
    }
}

void
params_add_fields(Params *params, const ParamField *fields, size_t n_fields, const void *group)
{
    for (size_t i = 0; i < n_fields; i++)
        add_field(params, &fields[i], (const char *)group + fields[i].offset);
}
