/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "address/drive_set.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

struct DriveSet {
    GHashTable *owners; /* bus and address_text() -> Device * */
};

DriveSet *
drive_set_new(void)
{
    DriveSet *set = g_new0(DriveSet, 1);

    set->owners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return set;
}

void
drive_set_free(DriveSet *set)
{
    if (set == NULL)
        return;
    g_hash_table_unref(set->owners);
    g_free(set);
}

bool
drive_set_claim(DriveSet *set, const Device *device, unsigned bus, GError **error)
{
    g_autofree char *address = address_text(&device->address);
    g_autofree char *key = g_strdup_printf("%u %s", bus, address);
    const Device *owner = g_hash_table_lookup(set->owners, key);

    if (owner != NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("Found duplicate drive address for controller '%u', bus '%u', target '%u', "
                      "unit '%u': %s (line %u) has it, %s needs another"),
                    (unsigned)device->address.controller.value, (unsigned)device->address.bus.value,
                    (unsigned)device->address.target.value, (unsigned)device->address.unit.value,
                    device_name(owner), owner->line, device_name(device));
        return false;
    }
    g_hash_table_insert(set->owners, g_steal_pointer(&key), (gpointer)device);
    return true;
}
