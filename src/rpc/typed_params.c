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
typed_params_fill(const Params *params, typed_param **values, u_int *n_values)
{
    *n_values = params->items->len;
    *values = calloc(params->items->len + 1, sizeof **values);
    for (guint i = 0; i < params->items->len; i++) {
        const virTypedParameter *param = &g_array_index(params->items, virTypedParameter, i);

        (*values)[i].field = strdup(param->field);
        fill_value(param, &(*values)[i].value);
    }
}
