/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities_build.h"

/*
 * Probe results on disk: a file for each binary, and one for each of its probed machines.
 *
 * A file is valid only for what it was made of (binary_identity.h) and this version of the probe.
 * Any other file, or a damaged one, is ignored.
 * Files are written atomically; a failed write is no error.
 */
typedef struct Cache Cache;

/* Returns: (owned) the cache of the binary @emulator (a path) below @directory; NULL: nothing is
 * cached. */
Cache *cache_new(const char *directory, const char *emulator);
void cache_free(Cache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Cache, cache_free)

/* Returns: (owned, nullable) the cached result; NULL when there is no valid one.  Reads a file. */
Capabilities *cache_load(const Cache *cache);
MachineFacts *cache_load_facts(const Cache *cache, const char *machine);

/* Writes the result of a probe to the cache (@facts: under the machine's name).  Blocks on the
 * disk.  A failure only shows in the debug log. */
void cache_store(const Cache *cache, const Capabilities *capabilities);
void cache_store_facts(const Cache *cache, const MachineFacts *facts);
