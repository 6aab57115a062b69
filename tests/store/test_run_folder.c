/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/run_folder.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "folder.h"

static const struct {
    const char *guest;
    const char *folder;
} names[] = {
    {"plain", "domain-1-plain"},
    {"a.b_c-d", "domain-1-a.b_c-d"},
    {"a b\tc\n'\"$", "domain-1-a_b_c____"},
    {"ä", "domain-1-__"},
    {"..", "domain-1-.."},
    {"abcdefghijklmnopqrstuvwxyz", "domain-1-abcdefghijklmnopqrst"},
};

static void
test_names(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *folder = run_folder_name(1, names[i].guest);

        g_assert_cmpstr(folder, ==, names[i].folder);
    }
}

static void
test_prepare(void)
{
    char *folder = folder_new();
    g_autofree char *below = g_build_filename(folder, "a", "b", NULL);
    g_autofree char *file = g_build_filename(folder, "file", NULL);
    g_autofree char *below_file = g_build_filename(folder, "file", "c", NULL);
    struct stat about;

    g_assert_true(run_folder_prepare(below, 0711, NULL));
    g_assert_true(run_folder_prepare(below, 0700, NULL));
    g_assert_cmpint(stat(below, &about), ==, 0);
    g_assert_cmpint(about.st_mode & 0777, ==, 0711);
    folder_write(folder, "file", "");
    for (size_t i = 0; i < 2; i++) {
        const char *path = i == 0 ? file : below_file;
        g_autofree char *wanted = g_strdup_printf("cannot create directory '%s': ", path);
        g_autoptr(GError) error = NULL;

        g_assert_false(run_folder_prepare(path, 0700, &error));
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
        g_assert_true(g_str_has_prefix(error->message, wanted));
    }
    folder_remove(folder);
}

/* A folder of folders, files and links goes; what the links point to stays. */
static void
test_remove(void)
{
    char *folder = folder_new();
    g_autofree char *path = g_build_filename(folder, "guest", NULL);
    g_autofree char *below = g_build_filename(path, "a", "b", NULL);
    g_autofree char *other = g_build_filename(folder, "other", NULL);
    g_autofree char *link = g_build_filename(below, "link", NULL);
    g_autofree char *kept = NULL;
    g_autofree char *left = NULL;
    g_autoptr(GError) error = NULL;
    struct stat about;

    g_assert_true(run_folder_prepare(below, 0700, NULL));
    g_assert_true(run_folder_prepare(other, 0700, NULL));
    folder_write(path, "one", "");
    folder_write(below, "two", "");
    folder_write(other, "kept", "");
    g_assert_cmpint(symlink(other, link), ==, 0);
    g_assert_true(run_folder_make(path, &error));
    g_assert_no_error(error);
    left = folder_list(path);
    g_assert_cmpstr(left, ==, "");
    g_assert_cmpint(stat(path, &about), ==, 0);
    g_assert_cmpint(about.st_mode & 0777, ==, 0700);
    g_assert_true(run_folder_remove(path, NULL));
    g_assert_true(run_folder_remove(path, NULL));
    g_assert_cmpint(symlink(other, path), ==, 0);
    g_assert_true(run_folder_make(path, NULL));
    g_assert_cmpint(lstat(path, &about), ==, 0);
    g_assert_true(S_ISDIR(about.st_mode));
    kept = folder_list(other);
    g_assert_cmpstr(kept, ==, "kept");
    folder_remove(folder);
}

static void
test_too_deep(void)
{
    char *folder = folder_new();
    g_autofree char *path = g_build_filename(folder, "guest", NULL);
    g_autofree char *deep = g_strconcat(path, "/1/2/3/4/5/6/7/8/9", NULL);
    g_autoptr(GError) error = NULL;

    g_assert_true(run_folder_prepare(deep, 0700, NULL));
    g_assert_false(run_folder_remove(path, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
    folder_remove(folder);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/run_folder/names", test_names);
    g_test_add_func("/run_folder/prepare", test_prepare);
    g_test_add_func("/run_folder/remove", test_remove);
    g_test_add_func("/run_folder/too-deep", test_too_deep);
    return g_test_run();
}
