/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/options.h"

#include <libvirt/virterror.h>

#include "base/error.h"

/* Each row's words are separated by blanks; @message NULL: taken. */
static const struct {
    const char *name;
    const char *words;
    const char *message;
} lines[] = {
    {"none", "", NULL},
    {"client-library", "--timeout=120", NULL},
    {"long", "--socket /s --config /c --daemon --timeout 5 --verbose", NULL},
    {"short", "-s /s -f /c -d -t 5 -v", NULL},
    {"version", "--version", NULL},
    {"timeout-zero", "--timeout=0", "*--timeout takes a number of seconds from 1; not '0'"},
    {"timeout-negative", "--timeout=-3", "*not '-3'"},
    {"timeout-word", "--timeout=soon", "*soon*"},
    {"timeout-huge", "--timeout=99999999999", "*99999999999*"},
    {"timeout-missing", "--timeout", "*--timeout*"},
    {"socket-empty", "--socket=", "--socket takes a path; not ''"},
    {"unknown", "--frob", "*--frob*"},
    {"word", "--daemon start", "'start' is not expected: only options are"},
};

static Options *
parse(const char *words, GError **error)
{
    g_autofree char *line = g_strconcat("virtpseriesd ", words, NULL);
    g_auto(GStrv) argv = g_strsplit(g_strchomp(line), " ", -1);
    /* GOption moves the words about; those that it takes out are still to be freed. */
    g_autofree char **moved = g_memdup2(argv, (g_strv_length(argv) + 1) * sizeof(char *));

    return options_parse((int)g_strv_length(argv), moved, error);
}

static void
test_line(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autoptr(GError) error = NULL;
    g_autoptr(Options) options = parse(lines[i].words, &error);

    if (lines[i].message == NULL) {
        g_assert_no_error(error);
        g_assert_nonnull(options);
        return;
    }
    g_assert_null(options);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG);
    if (!g_pattern_match_simple(lines[i].message, error->message))
        g_error("'%s' is not like '%s'", error->message, lines[i].message);
}

static void
test_values(void)
{
    static const char *const words[] = {"--socket /s --config=/c --daemon --timeout 5 --verbose",
                                        "-s /s -f /c -dv -t 5"};

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        g_autoptr(Options) options = parse(words[i], NULL);

        g_assert_cmpstr(options->socket, ==, "/s");
        g_assert_cmpstr(options->config, ==, "/c");
        g_assert_cmpint(options->timeout_seconds, ==, 5);
        g_assert_true(options->is_background && options->is_verbose);
        g_assert_false(options->wants_version);
    }
}

static void
test_defaults(void)
{
    g_autoptr(Options) options = parse("", NULL);

    g_assert_null(options->socket);
    g_assert_null(options->config);
    g_assert_cmpint(options->timeout_seconds, ==, 0);
    g_assert_false(options->is_background || options->is_verbose || options->wants_version);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/options/values", test_values);
    g_test_add_func("/options/defaults", test_defaults);
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *path = g_strconcat("/options/line/", lines[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_line);
    }
    return g_test_run();
}
