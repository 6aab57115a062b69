/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/durable_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"

/* A temporary name is ".", this many hexadecimal digits, ".new": of one length for every file, so
 * that a file whose own name is as long as a name can be is written, too. */
enum { TEMPORARY_DIGITS = 16 };
#define TEMPORARY_SUFFIX ".new"

/* Attempts to find a name that is not taken. */
enum { MAX_ATTEMPTS = 16 };

static int
open_file(const char *path, int flags, mode_t mode)
{
    return open(path, flags, mode);
}

const DurableCalls durable_calls_of_system = {
    .open = open_file,
    .write = write,
    .fsync = fsync,
    .close = close,
    .rename = rename,
    .symlink = symlink,
    .unlink = unlink,
};

bool
durable_file_is_temporary(const char *name)
{
    return name[0] == '.' && strspn(name + 1, "0123456789abcdef") == TEMPORARY_DIGITS &&
           strcmp(name + 1 + TEMPORARY_DIGITS, TEMPORARY_SUFFIX) == 0;
}

/* Returns: (owned) a path beside @path. */
static char *
temporary_path(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);

    return g_strdup_printf("%s/.%08x%08x" TEMPORARY_SUFFIX, folder, g_random_int(), g_random_int());
}

static bool
sync_folder(const DurableCalls *calls, const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = calls->open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    bool is_synced = fd >= 0 && calls->fsync(fd) == 0;

    if (!is_synced)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot sync folder '%s': %s"),
                    folder, g_strerror(errno));
    if (fd >= 0)
        (void)calls->close(fd);
    return is_synced;
}

/* Renames the file or link @temporary to @path, or removes it. */
static bool
put_in_place(const DurableCalls *calls, const char *temporary, const char *path, GError **error)
{
    if (calls->rename(temporary, path) == 0)
        return sync_folder(calls, path, error);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot create file '%s': %s"), path,
                g_strerror(errno));
    (void)calls->unlink(temporary);
    return false;
}

/* Returns: the descriptor of a new file, its path (owned) in @temporary; -1 on error. */
static int
open_temporary(const DurableCalls *calls, const char *path, mode_t mode, char **temporary)
{
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

    for (int i = 0; i < MAX_ATTEMPTS; i++) {
        g_autofree char *attempt = temporary_path(path);
        int fd = calls->open(attempt, flags, mode);

        if (fd >= 0)
            *temporary = g_steal_pointer(&attempt);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

static bool
write_all(const DurableCalls *calls, int fd, GBytes *content)
{
    size_t n_left = 0;
    const char *next = g_bytes_get_data(content, &n_left);

    while (n_left > 0) {
        ssize_t n_written = calls->write(fd, next, n_left);

        if (n_written < 0 && errno == EINTR)
            continue;
        if (n_written <= 0) {
            errno = n_written == 0 ? ENOSPC : errno;
            return false;
        }
        next += n_written;
        n_left -= (size_t)n_written;
    }
    return true;
}

/* Closes @fd in any case.  close() may be the first call to report a failed write (NFS, quotas). */
static bool
fill(const DurableCalls *calls, int fd, const char *path, GBytes *content, GError **error)
{
    bool is_filled = write_all(calls, fd, content) && calls->fsync(fd) == 0;
    int problem = errno;

    if (calls->close(fd) != 0 && is_filled) {
        problem = errno;
        is_filled = false;
    }
    if (!is_filled)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot write file '%s': %s"),
                    path, g_strerror(problem));
    return is_filled;
}

bool
durable_file_write(const DurableCalls *calls, const char *path, GBytes *content, mode_t mode,
                   GError **error)
{
    g_autofree char *temporary = NULL;
    int fd = open_temporary(calls, path, mode, &temporary);

    assert_may_block();
    if (fd < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot create file '%s': %s"),
                    path, g_strerror(errno));
        return false;
    }
    if (!fill(calls, fd, path, content, error)) {
        (void)calls->unlink(temporary);
        return false;
    }
    return put_in_place(calls, temporary, path, error);
}

bool
durable_file_remove(const DurableCalls *calls, const char *path, GError **error)
{
    assert_may_block();
    if (calls->unlink(path) == 0)
        return sync_folder(calls, path, error);
    if (errno == ENOENT)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot remove file '%s': %s"), path,
                g_strerror(errno));
    return false;
}

bool
durable_file_rename(const DurableCalls *calls, const char *from, const char *to, GError **error)
{
    assert_may_block();
    if (calls->rename(from, to) == 0)
        return sync_folder(calls, to, error);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("cannot rename file '%s' to '%s': %s"), from, to, g_strerror(errno));
    return false;
}

bool
durable_file_link(const DurableCalls *calls, const char *target, const char *path, GError **error)
{
    g_autofree char *temporary = temporary_path(path);

    assert_may_block();
    if (calls->symlink(target, temporary) == 0)
        return put_in_place(calls, temporary, path, error);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("cannot create symlink '%s' to '%s': %s"), path, target, g_strerror(errno));
    return false;
}
