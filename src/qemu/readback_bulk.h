/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/qmp_batch.h"
#include "qemu/readback_object.h"

/*
 * All properties of many objects with one command, which QEMU has from 10.1 on: part of readback.c.
 */

/* Adds commands for all of @objects (ReadbackObject *) to @batch. */
void readback_bulk_add(QmpBatch *batch, const GPtrArray *objects);

/* Takes what they answered, when @batch has no other commands: values into the objects, and into
 * @types (type -> set of owned names) the properties that each type has.  Returns: false with
 * nothing taken when QEMU refused one: it has no such command, or an object has gone meanwhile. */
bool readback_bulk_take(const QmpBatch *batch, const GPtrArray *objects, GHashTable *types);
