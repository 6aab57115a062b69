/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/readback_object.h"

/*
 * Which bus an object of a QEMU is on: part of readback.c.
 */

/* Sets @object's bus and host bridge.  @by_path: path -> ReadbackObject *, of all that were read.
 */
void readback_bus_place(ReadbackObject *object, GHashTable *by_path);

/* The port of a USB device that QEMU chose is told nowhere but in @text, the answer to "info usb":
 * "  Device 0.0, Port 3.2, Speed 12 Mb/s, Product QEMU USB Keyboard, ID: kb".  Returns: (owned,
 * nullable) that of the device @id. */
char *readback_bus_usb_port(const char *text, const char *id);
