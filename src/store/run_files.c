/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/run_files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "host/file_owner.h"

enum { MONITOR_BACKLOG = 1 };

static bool
set_failure(const char *path, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot create '%s': %s"), path,
                g_strerror(errno));
    return false;
}

/* QEMU runs as another user, which must be able to use these files. */
static bool
has_other_user(const DriverConfig *config)
{
    return config->is_system && config->user != 0;
}

static bool
give(const DriverConfig *config, const char *path, mode_t type)
{
    const FileMade made = {.type = type, .user = config->user, .group = config->group};

    return !has_other_user(config) || file_owner_settle(path, &made);
}

static bool
fill_key(const RunFiles *files, int fd)
{
    const DriverConfig *config = files->config;

    return secret_table_write_key(files->secrets, fd) &&
           (!has_other_user(config) || fchown(fd, config->user, config->group) == 0);
}

static bool
write_key(const RunFiles *files, GError **error)
{
    g_autofree char *path = g_build_filename(files->folder, "master-key.aes", NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool is_written = (fd >= 0 && fill_key(files, fd)) || set_failure(path, error);

    if (fd >= 0)
        close(fd);
    return is_written;
}

bool
run_files_make(const RunFiles *files, GError **error)
{
    const DriverConfig *config = files->config;
    const char *folder = files->folder;
    const char *memory_folder = files->memory_folder;

    /* QEMUs of other guests run as the same user: create everything in a folder before that user
     * may enter it. */
    if (!write_key(files, error))
        return false;
    if (!give(config, folder, S_IFDIR))
        return set_failure(folder, error);
    return g_str_equal(folder, memory_folder) || give(config, memory_folder, S_IFDIR) ||
           set_failure(memory_folder, error);
}

int
run_files_listen(const DriverConfig *config, const char *path, GError **error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (g_strlcpy(address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
        errno = ENAMETOOLONG;
    else if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
             give(config, path, S_IFSOCK) && listen(fd, MONITOR_BACKLOG) == 0)
        return fd;
    set_failure(path, error);
    if (fd >= 0)
        close(fd);
    return -1;
}
