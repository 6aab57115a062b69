/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/address.h"
#include "qemu/capabilities.h"

/*
 * The NIC models of guests, by their name in <model type=''/>.
 */
typedef struct {
    const char *name;    /* "virtio" */
    const char *driver;  /* QEMU's type: "virtio-net-pci" */
    AddressType address; /* pci, spapr-vio or usb */
    bool is_virtio;
    const PciVirtualFunctions *virtual_functions; /* (static, nullable) */
} NicModel;

/* Returns: (static, nullable) the model of that name (nullable), whether this QEMU has it or not.
 * Capital letters are as good as small ones: libvirt compares them so. */
const NicModel *nic_model_find(const char *name);

/* Returns: (static) libvirt's default model: the first of @names that this QEMU has. */
const NicModel *nic_model_default(const Capabilities *capabilities, const char *names);

/* Returns: (owned) the names of the models that this QEMU has, for a message. */
char *nic_model_list(const Capabilities *capabilities);
