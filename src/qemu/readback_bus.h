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
