/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/guest_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store_case.h"

/* Changes of the store while the system's calls fail. */

static struct {
    int n_calls;
    int fails_at; /* this call and, when `lasts`, all after it */
    bool lasts;
    bool is_armed;
} trouble;

static bool
has_trouble(void)
{
    bool fails = false;

    if (!trouble.is_armed)
        return false;
    trouble.n_calls++;
    fails =
        trouble.lasts ? trouble.n_calls >= trouble.fails_at : trouble.n_calls == trouble.fails_at;
    if (fails)
        errno = EIO;
    return fails;
}

static int
trouble_open(const char *path, int flags, mode_t mode)
{
    return has_trouble() ? -1 : open(path, flags, mode);
}

static ssize_t
trouble_write(int fd, const void *bytes, size_t n_bytes)
{
    return has_trouble() ? -1 : write(fd, bytes, n_bytes);
}

static int
trouble_fsync(int fd)
{
    return has_trouble() ? -1 : fsync(fd);
}

static int
trouble_rename(const char *from, const char *to)
{
    return has_trouble() ? -1 : rename(from, to);
}

static int
trouble_symlink(const char *target, const char *path)
{
    return has_trouble() ? -1 : symlink(target, path);
}

static int
trouble_unlink(const char *path)
{
    return has_trouble() ? -1 : unlink(path);
}

static const DurableCalls trouble_calls = {trouble_open,   trouble_write,   trouble_fsync, close,
                                           trouble_rename, trouble_symlink, trouble_unlink};

/* What could not be undone is told as a warning, and here that is nothing to fail for. */
static gboolean
is_fatal(const char *domain, GLogLevelFlags level, const char *message, gpointer user)
{
    (void)domain;
    (void)message;
    (void)user;
    return (level & G_LOG_LEVEL_WARNING) == 0;
}

static void
drop_message(const char *domain, GLogLevelFlags level, const char *message, gpointer user)
{
    (void)domain;
    (void)level;
    (void)message;
    (void)user;
}

/* Lets call after call of @change fail, until it succeeds without one; after each failure a start
 * finds @before or @after.  Returns: (owned) what it finds in the end. */
static char *
change_in_trouble(bool (*change)(const StoreCase *store_case), bool lasts, const char *before,
                  const char *after)
{
    bool is_changed = false;
    char *found = NULL;
    GLogFunc standard = NULL;

    g_test_log_set_fatal_handler(is_fatal, NULL);
    standard = g_log_set_default_handler(drop_message, NULL);
    for (int fails_at = 1; !is_changed && fails_at < 100; fails_at++) {
        StoreCase store_case;

        store_case_open(&store_case, &trouble_calls);
        store_case_save(&store_case, "other");
        store_case_save(&store_case, "old");
        g_assert_true(guest_store_set_autostart(store_case.store, "old", true, NULL));
        trouble.fails_at = fails_at;
        trouble.lasts = lasts;
        trouble.n_calls = 0;
        trouble.is_armed = true;
        is_changed = change(&store_case) && trouble.n_calls < fails_at;
        trouble.is_armed = false;
        g_free(found);
        found = store_case_load(&store_case);
        if (strcmp(found, before) != 0)
            g_assert_cmpstr(found, ==, after);
        store_case_close(&store_case);
    }
    g_log_set_default_handler(standard, NULL);
    return found;
}

static bool
change_by_rename(const StoreCase *store_case)
{
    g_autofree char *xml = definition_of("renamed");
    g_autoptr(GError) error = NULL;
    bool is_changed = guest_store_rename(store_case->store, "old", "renamed", xml, &error);

    g_assert_true(is_changed == (error == NULL));
    return is_changed;
}

static bool
change_by_remove(const StoreCase *store_case)
{
    g_autoptr(GError) error = NULL;
    bool is_changed = guest_store_remove(store_case->store, "old", &error);

    g_assert_true(is_changed == (error == NULL));
    return is_changed;
}

/* One failure: the guest is as before or as after, with its autostart. */
static void
test_rename_fails(void)
{
    g_autofree char *found =
        change_in_trouble(change_by_rename, false, "old* other", "other renamed*");

    g_assert_cmpstr(found, ==, "other renamed*");
}

/* The disk fails from some call on for good: nothing can be put back, but nothing is lost. */
static void
test_rename_disk_dies(void)
{
    g_autofree char *found =
        change_in_trouble(change_by_rename, true, "old* other", "other renamed*");

    g_assert_cmpstr(found, ==, "other renamed*");
}

static void
test_remove_fails(void)
{
    g_autofree char *found = change_in_trouble(change_by_remove, false, "old* other", "other");

    g_assert_cmpstr(found, ==, "other");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/guest_store_trouble/rename-fails", test_rename_fails);
    g_test_add_func("/guest_store_trouble/rename-disk-dies", test_rename_disk_dies);
    g_test_add_func("/guest_store_trouble/remove-fails", test_remove_fails);
    return g_test_run();
}
