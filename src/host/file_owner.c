/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/file_owner.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/workers.h"

/* An interrupt is ignored: these calls cannot be cancelled. */
static void
ignore_interrupt(const GError *why, void *user)
{
    (void)why;
    (void)user;
}

/* Keeps errno. */
static void
end_wait(WorkerWait *wait)
{
    int problem = errno;

    workers_end_wait(wait);
    errno = problem;
}

static bool
look(int fd, struct stat *about, FileFacts *facts)
{
    if (fstat(fd, about) != 0)
        return false;
    *facts =
        (FileFacts){about->st_dev, about->st_ino, about->st_uid, about->st_gid, about->st_mode};
    return true;
}

/* Closes @fd and keeps errno. */
static void
close_quietly(int fd)
{
    int problem = errno;

    (void)close(fd);
    errno = problem;
}

static int
open_and_look(const char *path, int flags, struct stat *about, FileFacts *facts)
{
    int fd = open(path, O_PATH | O_CLOEXEC | flags);

    if (fd < 0 || look(fd, about, facts))
        return fd;
    close_quietly(fd);
    return -1;
}

int
file_owner_open(const char *path, FileFacts *facts)
{
    WorkerWait wait = {ignore_interrupt, NULL};
    struct stat about;
    int fd = -1;

    workers_begin_wait(&wait);
    fd = open_and_look(path, 0, &about, facts);
    end_wait(&wait);
    return fd;
}

bool
file_owner_exists(const char *path)
{
    WorkerWait wait = {ignore_interrupt, NULL};
    bool exists = false;

    workers_begin_wait(&wait);
    exists = access(path, F_OK) == 0;
    end_wait(&wait);
    return exists;
}

bool
file_owner_look(int fd, FileFacts *facts)
{
    WorkerWait wait = {ignore_interrupt, NULL};
    struct stat about;
    bool is_read = false;

    workers_begin_wait(&wait);
    is_read = look(fd, &about, facts);
    end_wait(&wait);
    return is_read;
}

int
file_owner_reopen(int fd, const FileFacts *facts)
{
    g_autofree char *name = g_strdup_printf("/proc/self/fd/%d", fd);
    WorkerWait wait = {ignore_interrupt, NULL};
    int readable = -1;

    if (!S_ISREG(facts->mode) && !S_ISBLK(facts->mode)) {
        errno = EINVAL;
        return -1;
    }
    workers_begin_wait(&wait);
    readable = open(name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    end_wait(&wait);
    return readable;
}

bool
file_owner_is_same(const FileFacts *one, const FileFacts *other)
{
    return one->device == other->device && one->inode == other->inode;
}

static bool
give(int fd, uid_t user, gid_t group)
{
    return fchownat(fd, "", user, group, AT_EMPTY_PATH) == 0;
}

bool
file_owner_give(int fd, uid_t user, gid_t group)
{
    WorkerWait wait = {ignore_interrupt, NULL};
    bool is_given = false;

    workers_begin_wait(&wait);
    is_given = give(fd, user, group);
    end_wait(&wait);
    return is_given;
}

/* fchmod() takes no O_PATH descriptor; its name in /proc/self/fd leads to the same file. */
static bool
set_rights(int fd, mode_t rights)
{
    g_autofree char *name = g_strdup_printf("/proc/self/fd/%d", fd);

    return rights == 0 || chmod(name, rights) == 0;
}

static bool
is_made(const struct stat *about, mode_t type)
{
    bool has_one_name = S_ISDIR(about->st_mode) || about->st_nlink == 1;

    return (about->st_mode & S_IFMT) == type && about->st_uid == geteuid() && has_one_name;
}

bool
file_owner_settle(const char *path, const FileMade *made)
{
    struct stat about;
    FileFacts facts;
    int fd = open_and_look(path, O_NOFOLLOW, &about, &facts);
    bool is_settled = false;

    if (fd < 0)
        return false;
    if (!is_made(&about, made->type))
        errno = EEXIST;
    else
        is_settled = give(fd, made->user, made->group) && set_rights(fd, made->rights);
    close_quietly(fd);
    return is_settled;
}
