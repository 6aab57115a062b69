/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/run_files.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"

/* The length of an AES-256 key. */
enum { MASTER_KEY_BYTES = 32, MONITOR_BACKLOG = 1 };

static bool
set_failure(const char *path, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot create '%s': %s"), path,
                g_strerror(errno));
    return false;
}

/* QEMU runs as somebody else, who must get at what is his. */
static bool
give(const DriverConfig *config, const char *path)
{
    return !config->is_system || config->user == 0 ||
           lchown(path, config->user, config->group) == 0;
}

static bool
write_key(const DriverConfig *config, const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "master-key.aes", NULL);
    char key[MASTER_KEY_BYTES];

    if (getrandom(key, sizeof key, 0) == (ssize_t)sizeof key &&
        g_file_set_contents_full(path, key, sizeof key, G_FILE_SET_CONTENTS_NONE, 0600, NULL) &&
        give(config, path))
        return true;
    return set_failure(path, error);
}

bool
run_files_make(const DriverConfig *config, const char *folder, const char *memory_folder,
               GError **error)
{
    if (!give(config, folder))
        return set_failure(folder, error);
    if (!give(config, memory_folder))
        return set_failure(memory_folder, error);
    return write_key(config, folder, error);
}

int
run_files_listen(const DriverConfig *config, const char *path, GError **error)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (g_strlcpy(address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
        errno = ENAMETOOLONG;
    else if (fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
             give(config, path) && listen(fd, MONITOR_BACKLOG) == 0)
        return fd;
    set_failure(path, error);
    if (fd >= 0)
        close(fd);
    return -1;
}
