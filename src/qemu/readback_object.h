/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "qemu/placement.h"

/*
 * One object of a QEMU while it is being read: part of readback.c.
 *
 * Which properties are read of it is a table; the object is filled by its rows.
 */
typedef struct {
    char *path;
    bool is_phb;
    PlacementDevice device;
    PlacementPhb phb;
    char *bus_path;     /* (nullable) of the bus that it is on */
    OptionalUint devfn; /* pci: slot * 8 + function */
    char *rom_file;     /* (nullable) pci: "" for none */
    OptionalInt rom_bar;
    OptionalUint numa_node;
} ReadbackObject;

/* Returns: (owned) the object at @path (copied) of @type (copied), called @id (copied, nullable).
 */
ReadbackObject *readback_object_new(const char *path, const char *type, const char *id);
void readback_object_free(ReadbackObject *object);

/* Whether objects of a type with these properties (a set of names) are devices that have a place of
 * their own, or would be a user's. */
bool readback_object_is_device(GHashTable *properties);
bool readback_object_has_place(GHashTable *properties);

/* The rows, by number; the properties that are read of @object, whose type has @properties. */
unsigned readback_object_n_rows(void);
bool readback_object_wants(const ReadbackObject *object, GHashTable *properties, unsigned row);
const char *readback_object_property(unsigned row);

/* Takes the value (nullable) of that row's property; one of another type is not taken. */
void readback_object_take(ReadbackObject *object, unsigned row, JsonNode *value);

/* Puts what was read into the members that follow from it. */
void readback_object_finish(ReadbackObject *object);
