/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/system_token.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define TOKEN "0123456789abcdef0123456789abcdef"

static const struct {
    const char *name, *text;
    unsigned mode;
    const char *token;
} cases[] = {
    {"token", TOKEN, 0600, TOKEN},
    {"line", TOKEN "\n", 0600, TOKEN},
    {"short", "0123", 0600, NULL},
    {"empty", "", 0600, NULL},
    {"no-number", "0123456789abcdef0123456789abcde!", 0600, NULL},
    {"all-may-read", TOKEN, 0644, NULL},
};

static void
test_case(gconstpointer user)
{
    size_t i = GPOINTER_TO_SIZE(user);
    g_autofree char *folder = g_dir_make_tmp("token-XXXXXX", NULL);
    g_autofree char *common = g_build_filename(folder, "common", NULL);
    g_autofree char *path = g_build_filename(common, "system.token", NULL);
    g_autofree char *token = NULL;

    g_assert_null(system_token_read(folder));
    g_assert_cmpint(g_mkdir(common, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path, cases[i].text, -1, NULL));
    g_assert_cmpint(g_chmod(path, cases[i].mode), ==, 0);
    token = system_token_read(folder);
    g_assert_cmpstr(token, ==, cases[i].token);
    g_unlink(path);
    g_rmdir(common);
    g_rmdir(folder);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/system_token/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    return g_test_run();
}
