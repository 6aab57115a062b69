/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * The ports of the virtio-serial controllers of one guest.
 *
 * Port 0 is for a console: QEMU keeps it for the first virtconsole, and a virtserialport cannot
 * have it.
 */
typedef struct SerialPortSet SerialPortSet;

/* Returns: (owned) a set without controllers. */
SerialPortSet *serial_port_set_new(void);
void serial_port_set_free(SerialPortSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SerialPortSet, serial_port_set_free)

/* Adds a controller with ports 0 to @n_ports - 1. */
void serial_port_set_add(SerialPortSet *set, unsigned controller, unsigned n_ports);

/* Gives a port away.  Errors: XML when the controller or port is not there, or taken. */
bool serial_port_set_claim(SerialPortSet *set, unsigned controller, unsigned port, GError **error);

/* Finds a free port from 1 on, on @wanted if that is given.  Returns: false, with error XML, when
 * there is none. */
bool serial_port_set_find(const SerialPortSet *set, OptionalUint wanted, unsigned *controller,
                          unsigned *port, GError **error);
