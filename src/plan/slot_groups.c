/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/slot_groups.h"

#include "domain/domain_walk.h"

enum { SLOTS = 32 };

struct SlotGroups {
    GHashTable *firsts; /* Device * -> the one with function 0, both borrowed */
};

static gpointer
slot_key(const Device *device)
{
    return GSIZE_TO_POINTER(device->address.bus.value * SLOTS + device->address.slot.value + 1);
}

/* Returns: (owned) slot_key() -> (owned) GPtrArray * of Device *. */
static GHashTable *
devices_by_slot(const Domain *domain)
{
    GHashTable *slots =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)(void *)g_ptr_array_unref);

    DOMAIN_EACH_DEVICE(Device, device, domain) {
        GPtrArray *members = NULL;

        if (device->address.type != ADDRESS_PCI)
            continue;
        members = g_hash_table_lookup(slots, slot_key(device));
        if (members == NULL) {
            members = g_ptr_array_new();
            g_hash_table_insert(slots, slot_key(device), members);
        }
        g_ptr_array_add(members, device);
    }
    return slots;
}

/* Returns: (nullable) the device with function 0, when QEMU is to place all of @members. */
static Device *
find_first(const GPtrArray *members, const PlaceStates *open)
{
    Device *first = NULL;

    for (unsigned i = 0; i < members->len; i++) {
        Device *device = g_ptr_array_index(members, i);

        if (open_places_state(open, device) == PLACE_UNKNOWN)
            return NULL;
        if (device->address.function.value == 0)
            first = device;
    }
    return first;
}

static void
add_members(SlotGroups *groups, const GPtrArray *members, PlaceStates *open)
{
    Device *first = find_first(members, open);

    for (unsigned i = 0; i < members->len; i++) {
        if (first == NULL)
            g_hash_table_remove(open, g_ptr_array_index(members, i));
        else if (members->len > 1)
            g_hash_table_insert(groups->firsts, g_ptr_array_index(members, i), first);
    }
}

SlotGroups *
slot_groups_new(const Domain *domain, PlaceStates *open)
{
    SlotGroups *groups = g_new0(SlotGroups, 1);
    g_autoptr(GHashTable) slots = devices_by_slot(domain);
    GHashTableIter at;
    gpointer members = NULL;

    groups->firsts = g_hash_table_new(NULL, NULL);
    g_hash_table_iter_init(&at, slots);
    while (g_hash_table_iter_next(&at, NULL, &members))
        add_members(groups, members, open);
    return groups;
}

void
slot_groups_free(SlotGroups *groups)
{
    if (groups == NULL)
        return;
    g_hash_table_unref(groups->firsts);
    g_free(groups);
}

const Device *
slot_groups_first(const SlotGroups *groups, const Device *device)
{
    return g_hash_table_lookup(groups->firsts, device);
}

void
slot_groups_follow(const SlotGroups *groups, const Device *first, PlaceStates *open)
{
    GHashTableIter at;
    gpointer key = NULL;
    gpointer value = NULL;

    g_hash_table_iter_init(&at, groups->firsts);
    while (g_hash_table_iter_next(&at, &key, &value)) {
        Device *device = key;

        if (value != first)
            continue;
        device->address.slot = first->address.slot;
        g_hash_table_remove(open, device);
    }
}
