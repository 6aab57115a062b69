/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "domain/virtio.h"

/*
 * <memballoon>: the device through which a guest returns memory to the host.  Every guest has one,
 * except with <memballoon model='none'/>.
 */
typedef enum {
    MEMBALLOON_ABSENT,
    MEMBALLOON_NONE,
    MEMBALLOON_VIRTIO,
    MEMBALLOON_VIRTIO_TRANSITIONAL,
    MEMBALLOON_VIRTIO_NON_TRANSITIONAL,
    MEMBALLOON_XEN,
} MemballoonModel;

typedef struct {
    OptionalUint period; /* seconds between two queries of the running guest; set over QMP, since
                            the command line has no option for it */
} MemballoonStats;

typedef struct {
    VirtioOptions virtio;
} MemballoonDriver;

typedef struct {
    Device device;
    MemballoonModel model;
    Tristate autodeflate;
    Tristate free_page_reporting;
    MemballoonStats stats;
    MemballoonDriver driver;
} Memballoon;

extern const DeviceKind memballoon_kind;
