/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * The ports of the virtio-serial controllers of one guest.
 *
 * Port 0 is for a console: QEMU reserves it for the first virtconsole.  Controllers are tried in
 * the order of their indexes.
 */
typedef struct SerialPortSet SerialPortSet;

typedef struct {
    unsigned controller, port;
} SerialPort;

/* Returns: (owned) a set without controllers. */
SerialPortSet *serial_port_set_new(void);
void serial_port_set_free(SerialPortSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SerialPortSet, serial_port_set_free)

/* Adds a controller with ports 0 to @n_ports - 1. */
void serial_port_set_add(SerialPortSet *set, unsigned controller, unsigned n_ports);

/* Reads the port of an address as libvirt does.  Errors: XML_ERROR when @text is no number. */
bool serial_port_parse(const char *text, unsigned *port, GError **error);

/* Claims a port.  Errors: XML when the controller or port does not exist, or is taken. */
bool serial_port_set_claim(SerialPortSet *set, unsigned controller, unsigned port, GError **error);

/* Keeps a port from being found; it can still be claimed. */
void serial_port_set_skip(SerialPortSet *set, unsigned controller, unsigned port);

/* Finds a free port from @first on, on the controller @wanted if that is set.  It is not claimed.
 * Returns: false, with error XML, when there is none. */
bool serial_port_set_find(const SerialPortSet *set, OptionalUint wanted, unsigned first,
                          SerialPort *found, GError **error);
