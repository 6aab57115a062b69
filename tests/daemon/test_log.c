/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/log.h"

#include <stdbool.h>
#include <string.h>

#include "daemon/idle_watch.h"

static void
test_line(void)
{
    g_autofree char *line = log_line(G_LOG_LEVEL_WARNING, NULL, "a\nb\x1b[31m \xc3\xa4");

    if (!g_pattern_match_simple("2*-*-* *:*:*.*+0000: *: warning: a\\x0ab\\x1b[31m "
                                "\xc3\xa4\n",
                                line))
        g_error("unexpected: '%s'", line);
}

/* What each level lets through; the journal is no part of it, as standard error is a pipe. */
static void
test_levels(void)
{
    static const struct {
        int level;
        const char *shown;
        const char *hidden;
    } rows[] = {
        {LOG_ALL, "*one-debug*one-info*one-warning*one-critical*", "none"},
        {LOG_INFORMATION, "*one-info*one-warning*one-critical*", "*one-debug*"},
        {LOG_WARNINGS, "*one-warning*one-critical*", "*one-info*"},
        {LOG_ERRORS, "*one-critical*", "*one-warning*"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strdup_printf("/log/subprocess/level/%zu", i);

        g_test_trap_subprocess(path, 0, 0);
        g_test_trap_assert_passed();
        g_test_trap_assert_stderr(rows[i].shown);
        g_test_trap_assert_stderr_unmatched(rows[i].hidden);
    }
}

static void
write_at_level(gconstpointer row)
{
    log_set_up();
    log_set_level(GPOINTER_TO_INT(row) + LOG_ALL);
    g_log_set_always_fatal(G_LOG_LEVEL_ERROR);
    g_debug("one-debug");
    g_info("one-info");
    g_warning("one-warning");
    g_critical("one-critical");
}

typedef struct {
    unsigned n_looks;
    unsigned busy_look;
} Looks;

static bool
look(void *context)
{
    Looks *looks = context;

    return ++looks->n_looks != looks->busy_look;
}

/* Busy at the second look: so the third is the first of two idle seconds. */
static void
test_idle(void)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Looks looks = {.busy_look = 2};
    g_autoptr(IdleWatch) watch = idle_watch_new(loop, 2, look, &looks);

    g_assert_nonnull(watch);
    g_main_loop_run(loop);
    g_assert_cmpuint(looks.n_looks, ==, 4);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log/line", test_line);
    g_test_add_func("/log/levels", test_levels);
    g_test_add_func("/idle_watch/break", test_idle);
    for (int i = 0; i < 4; i++) {
        g_autofree char *path = g_strdup_printf("/log/subprocess/level/%d", i);

        g_test_add_data_func(path, GINT_TO_POINTER(i), write_at_level);
    }
    return g_test_run();
}
