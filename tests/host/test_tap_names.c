/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/tap_names.h"

#include <string.h>

static void
expect_next(TapNames *names, const char *wanted)
{
    char name[IFNAMSIZ] = "";

    tap_names_next(names, name);
    g_assert_cmpstr(name, ==, wanted);
}

/* Far above what a host may have. */
static void
test_up(void)
{
    g_autoptr(TapNames) names = tap_names_new();

    tap_names_reserve(names, "vnet99000");
    expect_next(names, "vnet99001");
    expect_next(names, "vnet99002");
    tap_names_reserve(names, "vnet98000");
    expect_next(names, "vnet99003");
}

static void
test_foreign(void)
{
    g_autoptr(TapNames) names = tap_names_new();

    tap_names_reserve(names, "vnet99000");
    tap_names_reserve(names, NULL);
    tap_names_reserve(names, "vnet");
    tap_names_reserve(names, "vnet99005a");
    tap_names_reserve(names, "vnet-99005");
    tap_names_reserve(names, "vnet1000000000");
    tap_names_reserve(names, "tap99005");
    expect_next(names, "vnet99001");
}

/* Whatever was reserved, a name fits and is one of ours. */
static void
test_end(void)
{
    g_autoptr(TapNames) names = tap_names_new();
    char name[IFNAMSIZ] = "";

    tap_names_reserve(names, "vnet999999998");
    expect_next(names, "vnet999999999");
    tap_names_next(names, name);
    g_assert_true(g_str_has_prefix(name, "vnet"));
    g_assert_cmpint((int)strlen(name), <, 8);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tap_names/up", test_up);
    g_test_add_func("/tap_names/foreign", test_foreign);
    g_test_add_func("/tap_names/end", test_end);
    return g_test_run();
}
