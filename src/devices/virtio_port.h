/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/chardev.h"
#include "domain/domain.h"

/*
 * A port of a virtio-serial controller: what virtio consoles and channels are to QEMU.
 */
typedef struct {
    const char *driver; /* "virtconsole", "virtserialport" */
    const char *name;   /* (nullable) what the guest finds the port by */
    const Chardev *chardev;
    const char *path; /* (nullable) the unix socket that was chosen for it */
} VirtioPort;

/* Adds the controller that the port's address names, or the first one; not in the papr profile. */
void virtio_port_complete(Device *device, Domain *domain, const DomainContext *context,
                          Report *report);

/* Errors for an address that no controller has. */
void virtio_port_check(const Device *device, Report *report);

/* Appends the chardev and the device. */
void virtio_port_parts(const VirtioPort *port, const Device *device, const Domain *domain,
                       PartList *parts);
