/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <iotune>: I/O limits of a disk per second, with bursts.
 *
 * QEMU's command line cannot express them together with -blockdev, so they are set over QMP before
 * the guest runs (block_set_io_throttle).
 */
#define DISK_IOTUNE_RATES(X)                                                                       \
    X(total_bytes_sec, "bps")                                                                      \
    X(read_bytes_sec, "bps_rd")                                                                    \
    X(write_bytes_sec, "bps_wr")                                                                   \
    X(total_iops_sec, "iops")                                                                      \
    X(read_iops_sec, "iops_rd")                                                                    \
    X(write_iops_sec, "iops_wr")

/* QEMU's maximum of a rate (THROTTLE_VALUE_MAX). */
#define DISK_IOTUNE_MOST G_GUINT64_CONSTANT(1000000000000000)

/* Each rate has a burst rate, and the seconds that a burst may last. */
#define X(name, qemu) OptionalUint name, name##_max, name##_max_length;
typedef struct {
    DISK_IOTUNE_RATES(X)
    OptionalUint size_iops_sec; /* bytes that count as one operation */
    char *group_name;           /* disks of one group share the limits */
} DiskIotune;
#undef X

extern const XmlBinding disk_iotune_binding;

/* @iotune may be NULL in all functions but the first: no limits. */

/* Whether @iotune limits anything: a group alone does not. */
bool disk_iotune_is_limit(const DiskIotune *iotune);

/* Drops limits of 0, which mean none. */
void disk_iotune_complete(DiskIotune *iotune);

/* Reports conflicting limits.  @target, @line: the disk's. */
void disk_iotune_check(const DiskIotune *iotune, const char *target, unsigned line, Report *report);

/* Returns: (owned, nullable) the arguments of block_set_io_throttle for the device or object @id;
 * NULL when nothing is limited. */
JsonObject *disk_iotune_arguments(const DiskIotune *iotune, const char *id);
