/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "domain/virtio.h"

/*
 * <vsock>: sockets between guest and host, by the host's vhost.
 */
typedef enum {
    VSOCK_MODEL_NONE,
    VSOCK_VIRTIO,
    VSOCK_VIRTIO_TRANSITIONAL,
    VSOCK_VIRTIO_NON_TRANSITIONAL,
} VsockModel;

typedef struct {
    Tristate is_auto;
    OptionalUint address;
} VsockCid;

typedef struct {
    VirtioOptions virtio;
} VsockDriver;

typedef struct {
    Device device;
    VsockModel model;
    VsockCid cid;
    VsockDriver driver;
} Vsock;

extern const DeviceKind vsock_kind;
