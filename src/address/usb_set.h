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

/* Returns: how many ports the controllers have together. */
unsigned usb_set_n_ports(const UsbSet *set);

/* Gives @port of @bus to a device; a hub brings @n_hub_ports (0: no hub) of its own.  Errors: XML
 * when the bus or port is not there, or taken. */
bool usb_set_claim(UsbSet *set, unsigned bus, const char *port, unsigned n_hub_ports,
                   GError **error);

/* Finds a free port, on @bus if that is given: bus by bus, on each of them the
 * controller's ports before those of hubs, lowest first.  Returns: (owned,
 * nullable) the port, and its bus in *bus.  Errors: INTERNAL when there is none. */
char *usb_set_find(const UsbSet *set, OptionalUint wanted_bus, unsigned *bus, GError **error);
