/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "relay/launch_peer.h"

#include <fcntl.h>
#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/thread_role.h"

/* Unused for so many seconds, it ends. */
#define TIMEOUT_OPTION "--timeout=120"

/* Returns: (owned, nullable) the path of @name, which may lie where users have no path to. */
static char *
find_daemon(const char *name)
{
    static const char *const folders[] = {"/usr/sbin", "/usr/local/sbin", "/sbin"};
    char *path = g_find_program_in_path(name);

    for (size_t i = 0; i < G_N_ELEMENTS(folders) && path == NULL; i++) {
        path = g_build_filename(folders[i], name, NULL);
        if (!g_file_test(path, G_FILE_TEST_IS_EXECUTABLE))
            g_clear_pointer(&path, g_free);
    }
    return path;
}

/* Returns: the descriptor (owned) of the locked file of @daemon; -1 when another has the lock. */
static int
lock_file(const char *folder, const char *daemon)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    g_autofree char *name = g_path_get_basename(daemon);
    g_autofree char *path = g_strdup_printf("%s/%s.lock", folder, name);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    /* A lock of the open file, which libvirt's lock of a process excludes as well: one of this
     * process would be lost when another thread closes the file. */
    if (fd >= 0 && fcntl(fd, F_OFD_SETLK, &whole) == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Between fork and exec: the daemon outlives the terminal that we may have. */
static void
leave_session(void *user)
{
    (void)user;
    setsid();
    umask(0077);
}

static bool
start(char *daemon)
{
    char option[] = TIMEOUT_OPTION;
    char *words[] = {daemon, option, NULL};
    g_autoptr(GError) error = NULL;

    if (g_spawn_async("/", words, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                      leave_session, NULL, NULL, &error))
        return true;
    g_warning("cannot start '%s': %s", daemon, error->message);
    return false;
}

LaunchResult
launch_peer(const char *folder, RelayKind kind, int *lock)
{
    g_autofree char *modular = g_strdup_printf("virt%sd", relay_kind(kind)->scheme);
    g_autofree char *daemon = NULL;
    int fd = -1;

    assert_may_block();
    daemon = find_daemon(modular);
    if (daemon == NULL)
        daemon = find_daemon("libvirtd");
    if (daemon == NULL || g_mkdir_with_parents(folder, 0700) < 0)
        return LAUNCH_IMPOSSIBLE;
    fd = lock_file(folder, daemon);
    if (fd < 0)
        return LAUNCH_BY_ANOTHER;
    if (!start(daemon)) {
        close(fd);
        return LAUNCH_IMPOSSIBLE;
    }
    *lock = fd;
    return LAUNCH_STARTED;
}
