/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_blocks.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

static bool
is_block_size(OptionalUint size)
{
    return !size.is_set || (size.value & (size.value - 1)) == 0;
}

enum { USUAL_SIZE = 512 };

/* What an ATA drive of QEMU's has, and nothing else. */
static void
check_ata_blocks(const Disk *disk, Report *report)
{
    const DiskBlockIo *block_io = XML_READ(disk->block_io);
    OptionalUint sizes[] = {block_io->logical, block_io->discard};
    bool is_ata = disk->target.bus == DISK_BUS_SATA || disk->target.bus == DISK_BUS_IDE;

    for (size_t i = 0; is_ata && i < G_N_ELEMENTS(sizes); i++)
        if (sizes[i].value != 0 && sizes[i].value != USUAL_SIZE)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, disk->device.line,
                         _("disk '%s' is an ATA drive: its %s can be %u alone, not %u"),
                         disk->target.dev, i == 0 ? "logical_block_size" : "discard_granularity",
                         (unsigned)USUAL_SIZE, (unsigned)sizes[i].value);
}

void
disk_blocks_check(const Disk *disk, Report *report)
{
    const DiskBlockIo *block_io = XML_READ(disk->block_io);
    uint64_t physical = block_io->physical.is_set       ? block_io->physical.value
                        : disk->type != DISK_TYPE_BLOCK ? USUAL_SIZE
                                                        : UINT64_MAX;

    if (!is_block_size(block_io->logical) || !is_block_size(block_io->physical))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, disk->device.line,
                     _("a block size of disk '%s' is no power of 2 (512, 1024, 2048 ...)"),
                     disk->target.dev);
    else if (block_io->logical.value > physical)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, disk->device.line,
                     _("logical_block_size '%u' of disk '%s' is larger than its "
                       "physical_block_size '%u': state one that is as large"),
                     (unsigned)block_io->logical.value, disk->target.dev, (unsigned)physical);
    else
        check_ata_blocks(disk, report);
}
