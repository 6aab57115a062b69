/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/timestamp.h"

#include <glib.h>

/* Another reader of dates takes it for now. */
static void
test_now(void)
{
    gint64 before_ms = g_get_real_time() / 1000;
    g_autofree char *text = timestamp_now();
    gint64 after_ms = g_get_real_time() / 1000;
    g_autofree char *standard = g_strdelimit(g_strdup(text), " ", 'T');
    g_autoptr(GDateTime) parsed = g_date_time_new_from_iso8601(standard, NULL);
    gint64 parsed_ms = 0;

    g_assert_true(g_regex_match_simple(
        "^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+0000$", text, 0, 0));
    g_assert_nonnull(parsed);
    parsed_ms = g_date_time_to_unix(parsed) * 1000 + g_date_time_get_microsecond(parsed) / 1000;
    g_assert_cmpint(parsed_ms, >=, before_ms);
    g_assert_cmpint(parsed_ms, <=, after_ms);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/timestamp/now", test_now);
    return g_test_run();
}
