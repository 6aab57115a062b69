/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/part.h"
#include "xml/binding.h"

/*
 * What all virtio devices share: the three forms of their model, and <driver> attributes.
 *
 * QEMU has each virtio PCI device as NAME-pci, NAME-pci-transitional and NAME-pci-non-transitional.
 */
typedef enum { VIRTIO_PLAIN, VIRTIO_TRANSITIONAL, VIRTIO_NON_TRANSITIONAL } VirtioForm;

typedef struct {
    Tristate iommu, ats, packed, page_per_vq;
} VirtioOptions;

/* Rows for a struct with a member of type VirtioOptions; they stand in the table of <driver>. */
#define VIRTIO_ROWS(Struct, member)                                                                \
    XML_ATTR_ON_OFF("iommu", Struct, member.iommu), XML_ATTR_ON_OFF("ats", Struct, member.ats),    \
        XML_ATTR_ON_OFF("packed", Struct, member.packed),                                          \
        XML_ATTR_ON_OFF("page_per_vq", Struct, member.page_per_vq)

/* A warning when QEMU would refuse to start the device of @type with these options: a "virtio-" one
 * in a form older than virtio 1, or one that a program beside QEMU serves. */
void virtio_options_check(const VirtioOptions *options, const char *type, unsigned line,
                          Report *report);

/* Writes those that were given into a device part's @options. */
void virtio_options_write(const VirtioOptions *options, JsonObject *part);
