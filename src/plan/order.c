/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/order.h"

#include "domain/domain_walk.h"

/* A device with its sort keys: kind, group by first appearance, key, original position. */
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
order_devices(Domain *domain, const DeviceKind *const *kinds, bool is_placed)
{
    g_autoptr(GHashTable) ranks = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) firsts = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    unsigned n_devices = domain->devices->len;
    g_autofree Place *places = g_new0(Place, n_devices + 1);
    g_autofree gpointer *sorted = g_new(gpointer, n_devices + 1);
    unsigned n_places = 0;

    for (unsigned i = 0; kinds[i] != NULL; i++) {
        g_hash_table_insert(ranks, (gpointer)kinds[i], GUINT_TO_POINTER(i));
        if (kinds[i]->arrange != NULL)
            kinds[i]->arrange(domain, is_placed);
    }
    DOMAIN_EACH_DEVICE(Device, device, domain) {
        unsigned kind = GPOINTER_TO_UINT(g_hash_table_lookup(ranks, device->kind));
        DeviceOrder order = {0, 0};

        if (device->kind->order != NULL)
            order = device->kind->order(device);
        places[n_places] = (Place){
            device, kind, first_of_group(firsts, kind, order.group, n_places), order.key, n_places};
        n_places++;
    }
    qsort(places, n_places, sizeof(Place), compare_places);
    for (unsigned i = 0; i < n_places; i++)
        sorted[i] = places[i].device;
    domain_sort(domain, NULL, sorted);
}
