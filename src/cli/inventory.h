/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/topology.h"

/*
 * What all drawings show besides the tree: names, counts and the devices on the VIO bus.
 */

/* A device on the VIO bus. */
typedef struct {
    const Device *device; /* borrowed */
    const char *model;    /* (borrowed, nullable) QEMU's name: "spapr-vty" */
    unsigned reg;
} VioDevice;

/* Returns: (owned) VioDevices, by reg. */
GArray *inventory_vio(const Topology *topology);

/* Number of PCI functions in the whole topology, bridges included. */
unsigned inventory_n_functions(const Topology *topology);

/* Levels of bridges below a host bridge: 0 for none. */
unsigned inventory_depth(const Topology *topology);

/* Returns: (owned) @text (nullable) for a drawing: valid UTF-8 without control characters. */
char *inventory_printable(const char *text);

/* Returns: (owned) a title for the guest: "demo, pseries-7.2". */
char *inventory_title(const Topology *topology);

/* Returns: (owned) a summary: "3 host bridges, 12 PCI functions, 4 VIO devices". */
char *inventory_summary(const Topology *topology);

/* Returns: (owned) the device's kind and id: "interface net0". */
char *inventory_device_text(const Device *device);

/* Returns: (borrowed) QEMU's type of the function; "?" when it is not known. */
const char *inventory_model(const TopologyFunction *function);
