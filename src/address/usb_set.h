/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * The USB ports of one guest.
 *
 * A bus is a USB controller; its ports are numbered from 1.  A hub on port 2 has ports 2.1, 2.2 and
 * so on.  Ports have speeds, and QEMU refuses a device on a port that lacks all of its own: those
 * of an EHCI controller have high speed alone, except where a companion has them as well, and some
 * of QEMU's devices have full speed alone.
 */
typedef struct UsbSet UsbSet;

/* Ports of a hub. */
enum { USB_HUB_PORTS = 8 };

/* Returns: (owned) a set without buses. */
UsbSet *usb_set_new(void);
void usb_set_free(UsbSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UsbSet, usb_set_free)

/* Returns: true when QEMU's device type @model has full speed alone. */
bool usb_set_is_full_speed(const char *model);

/* Adds a controller with that many ports; devices go to the bus that was added first.
 * @is_high_speed: they have high speed alone. */
void usb_set_add_bus(UsbSet *set, unsigned index, unsigned n_ports, bool is_high_speed);

/* Gives full speed to @n_ports ports of bus @index from @first on, counted from 0.  Nothing happens
 * to ports that are not there. */
void usb_set_add_companion(UsbSet *set, unsigned index, unsigned first, unsigned n_ports);

/* Returns: the number of ports of all controllers. */
unsigned usb_set_n_ports(const UsbSet *set);

/* Claims @port of @bus for a device of QEMU's type @model; a hub ("usb-hub") adds its ports.
 * Errors: XML when the bus or port does not exist, or is taken; CONFIG_UNSUPPORTED when it lacks
 * the device's speed. */
bool usb_set_claim(UsbSet *set, unsigned bus, const char *port, const char *model, GError **error);

/* Finds a free port for a device of that type, on @wanted_bus if that is set: bus by bus, the
 * controller's ports before those of hubs, lowest first.  It is not claimed.  Returns: (owned,
 * nullable) the port, and in @bus its bus.  Errors: XML when there is none. */
char *usb_set_find(const UsbSet *set, OptionalUint wanted_bus, const char *model, unsigned *bus,
                   GError **error);
