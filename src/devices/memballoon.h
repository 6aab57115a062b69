/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "domain/virtio.h"

/*
 * <memballoon>: the device by which a guest gives memory back.  Every guest has one unless its
 * document says <memballoon model='none'/>.
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
    OptionalUint period; /* seconds between two questions to the running guest: no option of QEMU's
                          * command line, so it is asked for over QMP */
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
