/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/chardev.h"
#include "domain/domain.h"

/*
 * A port of a virtio-serial controller: QEMU's device of virtio consoles and channels.
 */
typedef struct {
    const char *driver; /* "virtconsole", "virtserialport" */
    const char *name;   /* (nullable) the port's name in the guest */
    const Chardev *chardev;
    const char *path; /* (nullable) the path of its unix socket, if we chose it */
} VirtioPort;

/* Adds the controller of the port's address, by default the first one, if it is missing; not in the
 * papr profile. */
void virtio_port_complete(Device *device, Domain *domain, const DomainContext *context,
                          Report *report);

/* Reports an address that no controller has. */
void virtio_port_check(const Device *device, Report *report);

/* Appends the chardev and the device. */
void virtio_port_parts(const VirtioPort *port, const Device *device, const Domain *domain,
                       PartList *parts);
