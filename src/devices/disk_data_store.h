/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk_chain.h"

/*
 * <dataStore> in a <source>: the file or device that holds a qcow2 image's data, apart from its
 * tables.
 */
struct DiskDataStore {
    unsigned line;
    DiskType type;
    DiskFormat format; /* raw */
    DiskSource source;
    unsigned node_number; /* not XML; see Disk.node_number */
};

/* Reports what is missing or cannot be below an image of @format.  @store: nullable.  @target: the
 * disk's. */
void disk_data_store_check(const DiskDataStore *store, const char *format, const char *target,
                           Report *report);

/* Fills in defaults of @store (nullable). */
void disk_data_store_complete(DiskDataStore *store);

/* Numbers @store (nullable) with @number + 1, if it has no number.  Returns: that number, or
 * @number. */
unsigned disk_data_store_number(DiskDataStore *store, unsigned number);
