/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/readback_bus.h"

enum { MAX_DEPTH = 64 }; /* of bridges behind bridges */

static const char system_bus[] = "/machine/unattached/sysbus";

/* Returns: (borrowed, nullable) what makes the bus that @object is on, if it is one of ours. */
static ReadbackObject *
owner_of_bus(const ReadbackObject *object, GHashTable *by_path)
{
    g_autofree char *path = NULL;

    if (object->bus_path == NULL)
        return NULL;
    path = g_path_get_dirname(object->bus_path);
    return g_hash_table_lookup(by_path, path);
}

/* Returns: (borrowed, nullable) the host bridge above @object. */
static const ReadbackObject *
phb_above(const ReadbackObject *object, GHashTable *by_path)
{
    const ReadbackObject *owner = owner_of_bus(object, by_path);

    for (unsigned depth = 0; owner != NULL && !owner->is_phb && depth < MAX_DEPTH; depth++)
        owner = owner_of_bus(owner, by_path);
    return owner != NULL && owner->is_phb ? owner : NULL;
}

void
readback_bus_place(ReadbackObject *object, GHashTable *by_path)
{
    const ReadbackObject *owner = owner_of_bus(object, by_path);
    bool has_named_bus = object->bus_path != NULL && !object->device.reg.is_set &&
                         !g_str_equal(object->bus_path, system_bus) &&
                         (owner == NULL || !owner->is_phb);

    if (has_named_bus)
        object->device.bus = g_path_get_basename(object->bus_path);
    if (object->devfn.is_set) {
        const ReadbackObject *phb = phb_above(object, by_path);

        if (phb != NULL)
            object->device.phb = phb->phb.index;
    }
}
