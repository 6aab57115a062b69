/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/block_size.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "driver/all_stats_block.h"
#include "driver/block_stats.h"

/* The header of a qcow2 image holds the size of the virtual disk. */
static void
read_qcow2(int fd, BlockSize *size)
{
    enum { HEADER_BYTES = 32, SIZE_OFFSET = 24 };
    static const char magic[] = {'Q', 'F', 'I', (char)0xfb};
    char header[HEADER_BYTES];
    uint64_t capacity = 0;

    if (pread(fd, header, sizeof header, 0) != (ssize_t)sizeof header ||
        memcmp(header, magic, sizeof magic) != 0)
        return;
    memcpy(&capacity, header + SIZE_OFFSET, sizeof capacity);
    size->capacity = GUINT64_FROM_BE(capacity);
}

static bool
read_size(int fd, const char *format, BlockSize *size)
{
    struct stat file = {0};
    uint64_t bytes = 0;

    if (fstat(fd, &file) < 0)
        return false;
    if (S_ISBLK(file.st_mode)) {
        if (ioctl(fd, BLKGETSIZE64, &bytes) < 0)
            return false;
        *size = (BlockSize){bytes, bytes, bytes};
    } else {
        *size = (BlockSize){(uint64_t)file.st_size, (uint64_t)file.st_blocks * 512,
                            (uint64_t)file.st_size};
    }
    if (g_strcmp0(format, "qcow2") == 0)
        read_qcow2(fd, size);
    return true;
}

bool
block_size_read(const char *path, const char *format, BlockSize *size, GError **error)
{
    int fd = -1;
    bool is_read = false;

    assert_may_block();
    fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    is_read = fd >= 0 && read_size(fd, format, size);
    if (!is_read)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot stat file '%s': %s"),
                    path, g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return is_read;
}

/* The sizes of an image that is in no file or device of the host: QEMU knows them. */
static bool
ask_size(Guest *guest, const Disk *disk, BlockSize *size, GError **error)
{
    g_autoptr(Run) run = guest_active_run(guest, NULL);

    if (run != NULL && all_stats_ask_size(disk, run, size)) {
        if (size->allocation == 0)
            size->allocation = size->physical;
        return true;
    }
    if (disk->type == DISK_TYPE_NETWORK)
        g_set_error(error, PSERIES_STORAGE_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("missing storage backend for network files using %s protocol"),
                    name_table_name(&disk_protocol_names, (int)disk->source.network.protocol));
    else
        g_set_error(
            error, PSERIES_STORAGE_ERROR, VIR_ERR_INTERNAL_ERROR,
            _("missing storage backend for '%s' storage"),
            name_table_name(&disk_type_names, (int)disk_source_type(&disk->source, disk->type)));
    return false;
}

bool
block_size_get(Guest *guest, const char *path, BlockSize *size, GError **error)
{
    g_autoptr(Definition) current = guest_current(guest);
    const Disk *disk = block_stats_find_disk(definition_domain(current), path);
    const char *file = disk != NULL ? disk_source_path(&disk->source) : NULL;

    if (disk == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("invalid path %s not assigned to domain"), path);
        return false;
    }
    if (file != NULL)
        return block_size_read(file, disk_format(disk), size, error);
    if (disk_has_source(disk))
        return ask_size(guest, disk, size, error);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                _("disk '%s' does not currently have a source assigned"), disk->target.dev);
    return false;
}
