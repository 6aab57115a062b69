/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/typed_params.h"

#include <stdlib.h>
#include <string.h>

static void
fill_value(const virTypedParameter *param, typed_param_value *value)
{
    value->type = param->type;
    switch ((virTypedParameterType)param->type) {
    case VIR_TYPED_PARAM_INT:
        value->typed_param_value_u.i = param->value.i;
        break;
    case VIR_TYPED_PARAM_UINT:
        value->typed_param_value_u.ui = param->value.ui;
        break;
    case VIR_TYPED_PARAM_LLONG:
        value->typed_param_value_u.l = param->value.l;
        break;
    case VIR_TYPED_PARAM_ULLONG:
        value->typed_param_value_u.ul = param->value.ul;
        break;
    case VIR_TYPED_PARAM_DOUBLE:
        value->typed_param_value_u.d = param->value.d;
        break;
    case VIR_TYPED_PARAM_BOOLEAN:
        value->typed_param_value_u.b = param->value.b;
        break;
    case VIR_TYPED_PARAM_STRING:
        value->typed_param_value_u.s = strdup(param->value.s);
        break;
    }
}

void
typed_params_fill(const Params *params, typed_param **values, unsigned *n_values)
{
    *n_values = params->items->len;
    *values = calloc(params->items->len + 1, sizeof **values);
    for (guint i = 0; i < params->items->len; i++) {
        const virTypedParameter *param = &g_array_index(params->items, virTypedParameter, i);

        (*values)[i].field = strdup(param->field);
        fill_value(param, &(*values)[i].value);
    }
}

/* The decoder has let only the types of libvirt pass. */
static void
add_value(Params *params, const char *name, const typed_param_value *value)
{
    switch ((virTypedParameterType)value->type) {
    case VIR_TYPED_PARAM_INT:
        params_add_int(params, value->typed_param_value_u.i, "%s", name);
        break;
    case VIR_TYPED_PARAM_UINT:
        params_add_uint(params, value->typed_param_value_u.ui, "%s", name);
        break;
    case VIR_TYPED_PARAM_LLONG:
        params_add_llong(params, value->typed_param_value_u.l, "%s", name);
        break;
    case VIR_TYPED_PARAM_ULLONG:
        params_add_ullong(params, value->typed_param_value_u.ul, "%s", name);
        break;
    case VIR_TYPED_PARAM_DOUBLE:
        params_add_double(params, value->typed_param_value_u.d, "%s", name);
        break;
    case VIR_TYPED_PARAM_BOOLEAN:
        params_add_boolean(params, (char)(value->typed_param_value_u.b != 0), "%s", name);
        break;
    case VIR_TYPED_PARAM_STRING:
        params_add_string(params, value->typed_param_value_u.s, "%s", name);
        break;
    }
}

Params *
typed_params_read(const typed_param *values, unsigned n_values)
{
    Params *params = params_new();

    for (unsigned i = 0; i < n_values; i++)
        add_value(params, values[i].field, &values[i].value);
    return params;
}
