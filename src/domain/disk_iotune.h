/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <iotune>: I/O limits of a disk per second, with bursts; and those of a <throttlegroup>.
 *
 * QEMU's command line cannot express those of a disk together with -blockdev, so they are set over
 * QMP before the guest runs (block_set_io_throttle).
 */
/* X(element, option of block_set_io_throttle, option of a throttle-group) */
#define DISK_IOTUNE_RATES(X)                                                                       \
    X(total_bytes_sec, "bps", "bps-total")                                                         \
    X(read_bytes_sec, "bps_rd", "bps-read")                                                        \
    X(write_bytes_sec, "bps_wr", "bps-write")                                                      \
    X(total_iops_sec, "iops", "iops-total")                                                        \
    X(read_iops_sec, "iops_rd", "iops-read")                                                       \
    X(write_iops_sec, "iops_wr", "iops-write")

/* QEMU's maximum of a rate (THROTTLE_VALUE_MAX). */
#define DISK_IOTUNE_MOST G_GUINT64_CONSTANT(1000000000000000)

/* Each rate has a burst rate, and the seconds that a burst may last. */
#define X(name, qemu, group) OptionalUint name, name##_max, name##_max_length;
typedef struct {
    DISK_IOTUNE_RATES(X)
    OptionalUint size_iops_sec; /* bytes that count as one operation */
    char *group_name;           /* disks of one group share the limits */
} DiskIotune;
#undef X

/* <iotune> of a disk, and <throttlegroup> of the guest. */
extern const XmlBinding disk_iotune_binding, disk_iotune_group_binding;

/* @iotune may be NULL in all functions that do not say otherwise: no limits. */

/* Whether @iotune, not NULL, limits anything: a group alone does not. */
bool disk_iotune_is_limit(const DiskIotune *iotune);

/* Drops limits of 0, which mean none. */
void disk_iotune_complete(DiskIotune *iotune);

/* Reports conflicting limits.  @target, @line: the disk's. */
void disk_iotune_check(const DiskIotune *iotune, const char *target, unsigned line, Report *report);

/* Reports conflicting limits of the element <@element>.  @iotune: not NULL. */
void disk_iotune_check_limits(const DiskIotune *iotune, const char *element, unsigned line,
                              Report *report);

/* Returns: (owned) the limits of QEMU's throttle-group object. @iotune: not NULL. */
JsonObject *disk_iotune_group_limits(const DiskIotune *iotune);

/* Returns: (owned, nullable) the arguments of block_set_io_throttle for the device or object @id;
 * NULL when nothing is limited. */
JsonObject *disk_iotune_arguments(const DiskIotune *iotune, const char *id);
