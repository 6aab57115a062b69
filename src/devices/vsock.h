/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "domain/virtio.h"

/*
 * <vsock>: sockets between guest and host, by vhost-vsock.
 */
typedef enum {
    VSOCK_MODEL_NONE,
    VSOCK_VIRTIO,
    VSOCK_VIRTIO_TRANSITIONAL,
    VSOCK_VIRTIO_NON_TRANSITIONAL,
} VsockModel;

/* CIDs 0 to 2 are the hypervisor, the loopback and the host; the largest means any. */
enum { VSOCK_FIRST_CID = 3 };

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
    char *vhost_fd; /* (owned, nullable) of a running guest: the descriptor that QEMU inherits */
} Vsock;

extern const DeviceKind vsock_kind;
