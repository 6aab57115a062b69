/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/pid_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

struct PidFile {
    char *path;
    int fd;
};

static void
set_system_error(GError **error, const char *path)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot lock the file '%s': %s"),
                path, g_strerror(errno));
}

static void
set_taken(GError **error, int fd, const char *program, const char *served)
{
    char text[16] = "";
    ssize_t n_read = pread(fd, text, sizeof(text) - 1, 0);
    long pid = n_read > 0 ? strtol(text, NULL, 10) : 0;

    if (pid > 0)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("another %s (pid %ld) already serves '%s'"), program, pid, served);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("another %s already serves '%s'"), program, served);
}

/* The previous holder may have removed the file after we opened it. */
static bool
is_still_there(const PidFile *file)
{
    struct stat ours;
    struct stat there;

    return fstat(file->fd, &ours) == 0 && stat(file->path, &there) == 0 &&
           ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

/* Locks the first byte, as libvirt's daemons do: a lock of fcntl(), which flock() would not see. It
 * belongs to the open file, so that closing another descriptor of it does not release it. */
static bool
lock_file(int fd)
{
    struct flock range = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};

    return fcntl(fd, F_OFD_SETLK, &range) == 0;
}

static bool
lock(PidFile *file, const char *program, const char *served, GError **error)
{
    do {
        if (file->fd >= 0)
            close(file->fd);
        file->fd = open(file->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0644);
        if (file->fd < 0) {
            set_system_error(error, file->path);
            return false;
        }
        if (!lock_file(file->fd)) {
            if (errno == EAGAIN || errno == EACCES)
                set_taken(error, file->fd, program, served);
            else
                set_system_error(error, file->path);
            close(file->fd);
            file->fd = -1;
            return false;
        }
    } while (!is_still_there(file));
    return true;
}

PidFile *
pid_file_take(const char *path, const char *program, const char *served, GError **error)
{
    g_autoptr(PidFile) file = g_new0(PidFile, 1);

    file->fd = -1;
    file->path = g_strdup(path);
    if (!lock(file, program, served, error))
        return NULL;
    if (ftruncate(file->fd, 0) < 0 || dprintf(file->fd, "%d\n", (int)getpid()) < 0) {
        set_system_error(error, path);
        return NULL;
    }
    return g_steal_pointer(&file);
}

void
pid_file_free(PidFile *file)
{
    if (file == NULL)
        return;
    /* Remove before unlocking, so that an existing file is locked or left behind. */
    if (file->fd >= 0) {
        unlink(file->path);
        close(file->fd);
    }
    g_free(file->path);
    g_free(file);
}
