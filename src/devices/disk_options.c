/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_options.h"

void
disk_write_scsi(const Disk *disk, JsonObject *part)
{
    if (disk->target.bus != DISK_BUS_SCSI || disk->device_type == DISK_DEVICE_LUN)
        return;
    if (disk->serial != NULL)
        part_set_string(part, "device_id", disk->serial);
    else
        part_set_string_format(part, "device_id", "drive-%s", disk->device.id);
    part_set_optional_uint(part, "rotation_rate", disk->target.rotation_rate);
    if (disk->wwn != NULL)
        part_set_uint(part, "wwn", g_ascii_strtoull(disk->wwn, NULL, 16));
    part_set_string(part, "vendor", disk->vendor);
    part_set_string(part, "product", disk->product);
    part_set_tristate(part, "dpofua", disk->target.dpofua);
}

void
disk_write_policies(const Disk *disk, JsonObject *part)
{
    enum { FULL = 4 };
    static const char *const write_policies[] = {NULL, "stop", "report",
                                                 "ignore", [FULL] = "enospc"};

    part_set_string(part, "werror", write_policies[disk->driver.error_policy]);
    if (disk->driver.rerror_policy != 0)
        part_set_string(part, "rerror", write_policies[disk->driver.rerror_policy]);
    else if (disk->driver.error_policy != FULL) /* reading never fails for lack of space */
        part_set_string(part, "rerror", write_policies[disk->driver.error_policy]);
}

void
disk_write_shape(const Disk *disk, JsonObject *part)
{
    const DiskGeometry *geometry = XML_READ(disk->geometry);
    const DiskBlockIo *block_io = XML_READ(disk->block_io);

    part_set_optional_uint(part, "cyls", geometry->cylinders);
    part_set_optional_uint(part, "heads", geometry->heads);
    part_set_optional_uint(part, "secs", geometry->sectors);
    part_set_optional_uint(part, "logical_block_size", block_io->logical);
    part_set_optional_uint(part, "physical_block_size", block_io->physical);
    part_set_optional_uint(part, "discard_granularity", block_io->discard);
}
