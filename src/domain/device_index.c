/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/device_index.h"

typedef struct {
    unsigned group;
    uint64_t number;
} Key;

struct DeviceIndex {
    GMutex lock;                              /* guards what follows */
    GHashTable *devices;                      /* Key (owned) -> Device * */
    guint n_read;                             /* the number of devices that were read */
    uint64_t first_free[DEVICE_INDEX_GROUPS]; /* lower bounds of the first free numbers */
};

static guint
hash_key(gconstpointer item)
{
    const Key *key = item;

    return key->group * 0x9e3779b1U ^ (guint)key->number;
}

static gboolean
is_same_key(gconstpointer a, gconstpointer b)
{
    const Key *one = a;
    const Key *other = b;

    return one->group == other->group && one->number == other->number;
}

DeviceIndex *
device_index_new(void)
{
    DeviceIndex *index = g_new0(DeviceIndex, 1);

    g_mutex_init(&index->lock);
    index->devices = g_hash_table_new_full(hash_key, is_same_key, g_free, NULL);
    return index;
}

void
device_index_free(DeviceIndex *index)
{
    if (index == NULL)
        return;
    g_hash_table_unref(index->devices);
    g_mutex_clear(&index->lock);
    g_free(index);
}

/* Called with the lock held, as is what follows. */
static void
read_new(DeviceIndex *index, const GPtrArray *devices)
{
    for (; index->n_read < devices->len; index->n_read++) {
        Device *device = g_ptr_array_index(devices, index->n_read);
        Key key = {0};

        if (device->kind->number != NULL && device->kind->number(device, &key.group, &key.number) &&
            !g_hash_table_contains(index->devices, &key))
            g_hash_table_insert(index->devices, g_memdup2(&key, sizeof key), device);
    }
}

static Device *
find(DeviceIndex *index, unsigned group, uint64_t number)
{
    const Key key = {group, number};

    return g_hash_table_lookup(index->devices, &key);
}

Device *
device_index_find(DeviceIndex *index, const GPtrArray *devices, unsigned group, uint64_t number)
{
    Device *found = NULL;

    g_mutex_lock(&index->lock);
    read_new(index, devices);
    found = find(index, group, number);
    g_mutex_unlock(&index->lock);
    return found;
}

uint64_t
device_index_first_free(DeviceIndex *index, const GPtrArray *devices, unsigned group)
{
    uint64_t number = 0;

    g_mutex_lock(&index->lock);
    read_new(index, devices);
    number = index->first_free[group];
    while (find(index, group, number) != NULL)
        number++;
    index->first_free[group] = number;
    g_mutex_unlock(&index->lock);
    return number;
}

void
device_index_forget(DeviceIndex *index)
{
    g_mutex_lock(&index->lock);
    g_hash_table_remove_all(index->devices);
    index->n_read = 0;
    for (size_t i = 0; i < DEVICE_INDEX_GROUPS; i++)
        index->first_free[i] = 0;
    g_mutex_unlock(&index->lock);
}
