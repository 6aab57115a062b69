/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/params.h"

#include <glib.h>

#include "base/error.h"
#include "base/optional.h"

typedef struct {
    OptionalUint weight, limit;
    OptionalInt quota;
    char *name;
} Group;

static const ParamField fields[] = {
    {"weight", VIR_TYPED_PARAM_UINT, offsetof(Group, weight)},
    {"limit", VIR_TYPED_PARAM_ULLONG, offsetof(Group, limit)},
    {"quota", VIR_TYPED_PARAM_LLONG, offsetof(Group, quota)},
    {"name", VIR_TYPED_PARAM_STRING, offsetof(Group, name)},
};

static void
test_fields(void)
{
    static char name[] = "x";
    const Group group = {.limit = OPTIONAL_UINT(7), .quota = {-3, true}, .name = name};
    g_autoptr(Params) params = params_new();

    params_add_fields(params, fields, G_N_ELEMENTS(fields), &group);
    g_assert_cmpuint(params->items->len, ==, G_N_ELEMENTS(fields));
    g_assert_cmpuint(params_uint(params_find(params, "weight")), ==, 0);
    g_assert_cmpuint(params_uint(params_find(params, "limit")), ==, 7);
    g_assert_cmpint(params_find(params, "quota")->value.l, ==, -3);
    g_assert_cmpstr(params_find(params, "name")->value.s, ==, "x");
    g_assert_null(params_find(params, "other"));
    g_assert_true(params_check(params, fields, G_N_ELEMENTS(fields), NULL));
}

static void
expect(const Params *params, int code, const char *text)
{
    g_autoptr(GError) error = NULL;

    g_assert_false(params_check(params, fields, G_N_ELEMENTS(fields), &error));
    g_assert_error(error, PSERIES_ERROR, code);
    g_assert_cmpstr(error->message, ==, text);
}

static void
test_check(void)
{
    g_autoptr(Params) unknown = params_new();
    g_autoptr(Params) wrong = params_new();
    g_autoptr(Params) twice = params_new();

    params_add_uint(unknown, 1, "other");
    expect(unknown, VIR_ERR_ARGUMENT_UNSUPPORTED, "parameter 'other' not supported");
    params_add_boolean(wrong, 1, "weight");
    expect(wrong, VIR_ERR_INVALID_ARG,
           "invalid type 'boolean' for parameter 'weight', expected 'uint'");
    params_add_uint(twice, 1, "weight");
    params_add_uint(twice, 2, "weight");
    expect(twice, VIR_ERR_INVALID_ARG, "parameter 'weight' occurs multiple times");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/params/fields", test_fields);
    g_test_add_func("/params/check", test_check);
    return g_test_run();
}
