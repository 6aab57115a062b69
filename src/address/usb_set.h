/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * The USB ports of one guest.
 *
 * A bus is a USB controller; its ports are numbered from 1.  A hub on port 2 has ports 2.1, 2.2 and
 * so on.
 */
typedef struct UsbSet UsbSet;

/* Returns: (owned) a set without buses. */
UsbSet *usb_set_new(void);
void usb_set_free(UsbSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UsbSet, usb_set_free)

/* Adds a controller with that many ports. */
void usb_set_add_bus(UsbSet *set, unsigned index, unsigned n_ports);

/* Returns: the number of ports of all controllers. */
unsigned usb_set_n_ports(const UsbSet *set);

/* Claims @port of @bus for a device; a hub adds @n_hub_ports (0: no hub).  Errors: XML when the bus
 * or port does not exist, or is taken. */
bool usb_set_claim(UsbSet *set, unsigned bus, const char *port, unsigned n_hub_ports,
                   GError **error);

/* Finds a free port, on @wanted_bus if that is set: bus by bus, the controller's ports before those
 * of hubs, lowest first.  It is not claimed.  Returns: (owned, nullable) the port, and in @bus its
 * bus.  Errors: INTERNAL when there is none. */
char *usb_set_find(const UsbSet *set, OptionalUint wanted_bus, unsigned *bus, GError **error);
