/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/address.h"
#include "qemu/capabilities.h"

/*
 * The NICs that a pseries guest can have, by the name that <model type=''/> has for them.
 */
typedef struct {
    const char *name;    /* "virtio" */
    const char *driver;  /* QEMU's type: "virtio-net-pci" */
    AddressType address; /* pci, spapr-vio or usb */
    bool is_virtio;
} NicModel;

/* Returns: (borrowed, nullable) the model of that name, whether this QEMU has it or not. */
const NicModel *nic_model_find(const char *name);

/* Returns: (borrowed) libvirt's choice for a NIC without a model: the first of its list that this
 * QEMU has. */
const NicModel *nic_model_default(const Capabilities *capabilities, const char *names);

/* Returns: (owned) the names of those that this QEMU has, for a message. */
char *nic_model_list(const Capabilities *capabilities);
