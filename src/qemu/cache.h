/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities_build.h"

/*
 * Probe results on disk: a file for each binary, and one for each machine of it that was asked
 * about.
 *
 * A file counts only for the very binary that it was made of (path, size, time, inode) by this
 * version of the probe on a host with the same /dev/kvm; any other, or a damaged one, is as none.
 * Writing is whole or not at all, and that it fails is no error.
 */
typedef struct Cache Cache;

/* Returns: (owned) the cache of @emulator, a path, below @directory (nullable: then there is none).
 */
Cache *cache_new(const char *directory, const char *emulator);
void cache_free(Cache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cache, cache_free)

/* Returns: (owned, nullable) what is kept. */
Capabilities *cache_load(const Cache *cache);
MachineFacts *cache_load_facts(const Cache *cache, const char *machine);

void cache_store(const Cache *cache, const Capabilities *capabilities);
void cache_store_facts(const Cache *cache, const MachineFacts *facts);
