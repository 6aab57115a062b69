/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_cache.h"

/* The settings of each cache mode: bypass the host's page cache, ignore flushes, and a write cache
 * in the device (QEMU's documentation of -drive cache=). */
static const struct {
    bool is_direct, ignores_flush, has_write_cache;
} caches[] = {
    [DISK_CACHE_NONE] = {true, false, true},
    [DISK_CACHE_WRITETHROUGH] = {false, false, false},
    [DISK_CACHE_WRITEBACK] = {false, false, true},
    [DISK_CACHE_DIRECTSYNC] = {true, false, false},
    [DISK_CACHE_UNSAFE] = {false, true, true},
};

/* An image that several guests write must not be in a host's page cache: libvirt's default for
 * shareable disks. */
static DiskCache
cache_of(const Disk *disk)
{
    if (disk->driver.cache < DISK_CACHE_NONE && disk->is_shareable && !disk->is_readonly)
        return DISK_CACHE_NONE;
    return disk->driver.cache;
}

static bool
has_cache(const Disk *disk)
{
    return cache_of(disk) >= DISK_CACHE_NONE;
}

void
disk_cache_write(const Disk *disk, JsonObject *part)
{
    JsonObject *cache = NULL;

    if (!has_cache(disk))
        return;
    cache = json_object_new();
    json_object_set_boolean_member(cache, "direct", caches[cache_of(disk)].is_direct);
    json_object_set_boolean_member(cache, "no-flush", caches[cache_of(disk)].ignores_flush);
    json_object_set_object_member(part, "cache", cache);
}

const char *
disk_cache_of_device(const Disk *disk)
{
    if (!has_cache(disk))
        return NULL;
    return caches[cache_of(disk)].has_write_cache ? "on" : "off";
}
