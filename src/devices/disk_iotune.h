/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <iotune>: how much a disk may read and write in a second, and for how long it may do more.
 *
 * QEMU's command line has no words for it that go with block nodes of one's own, so it is told by
 * its monitor before the guest runs (block_set_io_throttle).
 */
#define DISK_IOTUNE_RATES(X)                                                                       \
    X(total_bytes_sec, "bps")                                                                      \
    X(read_bytes_sec, "bps_rd")                                                                    \
    X(write_bytes_sec, "bps_wr")                                                                   \
    X(total_iops_sec, "iops")                                                                      \
    X(read_iops_sec, "iops_rd")                                                                    \
    X(write_iops_sec, "iops_wr")

/* Each rate has a larger one for a while, and the seconds that it may last. */
#define X(name, qemu) OptionalUint name, name##_max, name##_max_length;
typedef struct {
    DISK_IOTUNE_RATES(X)
    OptionalUint size_iops_sec; /* bytes that count as one operation */
    char *group_name;           /* disks of one group share what they may do */
} DiskIotune;
#undef X

extern const XmlBinding disk_iotune_binding;

/* @iotune may be NULL in all of these: nothing is limited. */

/* Forgets what is 0, which means the same as nothing. */
void disk_iotune_complete(DiskIotune *iotune);

/* Errors for what does not go together.  @target, @line: the disk's. */
void disk_iotune_check(const DiskIotune *iotune, const char *target, unsigned line, Report *report);

/* Returns: (owned, nullable) the arguments of block_set_io_throttle for the device or object @id;
 * NULL when nothing is limited. */
JsonObject *disk_iotune_arguments(const DiskIotune *iotune, const char *id);
