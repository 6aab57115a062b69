/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "watched_try_out.h"

#include <string.h>

#include "qemu/process.h"
#include "qemu/readback.h"

enum { TIMEOUT_MS = 180000 };

/* Returns: whether it may have @target open: its monitor, its own events and memory, no file. */
static bool
is_allowed(const char *target, const char *monitor)
{
    static const char *const allowed[] = {
        "/dev/null", "pipe:", "anon_inode:", "/memfd:", "/dev/kvm", NULL};

    for (size_t i = 0; allowed[i] != NULL; i++)
        if (g_str_has_prefix(target, allowed[i]))
            return true;
    return strcmp(target, monitor) == 0;
}

/* Standard input is the monitor; no other socket is open, and no file. */
static void
assert_nothing_is_open(pid_t pid)
{
    g_autofree char *folder = g_strdup_printf("/proc/%d/fd", (int)pid);
    g_autofree char *first = g_build_filename(folder, "0", NULL);
    g_autofree char *monitor = g_file_read_link(first, NULL);
    GDir *names = g_dir_open(folder, 0, NULL);
    const char *name = NULL;

    g_assert_nonnull(monitor);
    while ((name = g_dir_read_name(names)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *target = g_file_read_link(path, NULL);

        if (target != NULL && !is_allowed(target, monitor))
            g_test_message("open: %s", target);
        g_assert_true(target == NULL || is_allowed(target, monitor));
    }
    g_dir_close(names);
}

Placement *
watched_try_out(void *user, const char *const *words, GError **error)
{
    g_autoptr(Process) process = NULL;
    g_autoptr(Qmp) qmp = NULL;
    Placement *placement = NULL;
    unsigned *n_trials = user;

    if (n_trials != NULL)
        ++*n_trials;
    process = process_start_qmp(words, NULL, TIMEOUT_MS, &qmp, error);
    if (process == NULL)
        return NULL;
    placement = readback_qmp(qmp, NULL, TIMEOUT_MS, error);
    assert_nothing_is_open(process_pid(process));
    process_kill(process);
    return placement;
}
