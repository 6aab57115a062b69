/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/part.h"
#include "xml/binding.h"

/*
 * Common to all virtio devices: the three forms of their model, and <driver> attributes.
 *
 * In QEMU each virtio PCI device exists as NAME-pci, NAME-pci-transitional and
 * NAME-pci-non-transitional.
 */
typedef enum { VIRTIO_PLAIN, VIRTIO_TRANSITIONAL, VIRTIO_NON_TRANSITIONAL } VirtioForm;

typedef struct {
    Tristate iommu, ats, packed, page_per_vq;
} VirtioOptions;

/* Rows for a struct with a member of type VirtioOptions; they belong in the table of <driver>. */
#define VIRTIO_ROWS(Struct, member)                                                                \
    XML_ATTR_ON_OFF("iommu", Struct, member.iommu), XML_ATTR_ON_OFF("ats", Struct, member.ats),    \
        XML_ATTR_ON_OFF("packed", Struct, member.packed),                                          \
        XML_ATTR_ON_OFF("page_per_vq", Struct, member.page_per_vq)

/* Warns when QEMU would refuse to start the device of @type with these options: a "virtio-" device
 * in a form older than virtio 1, or one that a helper process serves. */
void virtio_options_check(const VirtioOptions *options, const char *type, unsigned line,
                          Report *report);

/* Writes the given ones into a device part's @options. */
void virtio_options_write(const VirtioOptions *options, JsonObject *part);
