/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/order.h"

/* A device with what it is sorted by: kind, group by first appearance, key, then where it stood. */
typedef struct {
    Device *device;
    unsigned kind;
    unsigned group;
    uint64_t key;
    unsigned position;
} Place;

static int
compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int
compare_places(gconstpointer a, gconstpointer b)
{
    const Place *one = a;
    const Place *other = b;

    if (one->kind != other->kind)
        return compare_numbers(one->kind, other->kind);
    if (one->group != other->group)
        return compare_numbers(one->group, other->group);
    if (one->key != other->key)
        return compare_numbers(one->key, other->key);
    return compare_numbers(one->position, other->position);
}

/* Returns: the position of the first device of @device's kind and group; @firsts remembers. */
static unsigned
first_of_group(GHashTable *firsts, unsigned kind, unsigned group, unsigned position)
{
    uint64_t key = ((uint64_t)kind << 32) | group;
    gpointer found = g_hash_table_lookup(firsts, &key);

    if (found != NULL)
        return GPOINTER_TO_UINT(found) - 1;
    g_hash_table_insert(firsts, g_memdup2(&key, sizeof(key)), GUINT_TO_POINTER(position + 1));
    return position;
}

void
order_devices(Domain *domain, const DeviceKind *const *kinds)
{
    g_autoptr(GHashTable) ranks = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) firsts = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    g_autofree Place *places = g_new0(Place, domain->devices->len + 1);

    for (unsigned i = 0; kinds[i] != NULL; i++)
        g_hash_table_insert(ranks, (gpointer)kinds[i], GUINT_TO_POINTER(i));
    for (unsigned i = 0; i < domain->devices->len; i++) {
        Device *device = domain_device(domain, i);
        unsigned kind = GPOINTER_TO_UINT(g_hash_table_lookup(ranks, device->kind));
        DeviceOrder order = {0, 0};

        if (device->kind->order != NULL)
            order = device->kind->order(device);
        places[i] =
            (Place){device, kind, first_of_group(firsts, kind, order.group, i), order.key, i};
    }
    qsort(places, domain->devices->len, sizeof(Place), compare_places);
    for (unsigned i = 0; i < domain->devices->len; i++)
        domain->devices->pdata[i] = places[i].device;
    device_index_forget(domain->index);
}
