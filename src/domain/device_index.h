/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdint.h>

#include "domain/device.h"

/*
 * Finds numbered devices (controllers) of a domain in constant time, whatever the domain has beside
 * them.
 *
 * A device's kind says what its number is (DeviceKind.number).  The index reads devices as they are
 * added, so that only device_index_forget() has to be called, and only when numbers that were there
 * or the order of devices have changed.  Thread-safe: a definition is read by several threads.
 */
typedef struct DeviceIndex DeviceIndex;

/* Returns: (owned) an index that knows nothing yet. */
DeviceIndex *device_index_new(void);
void device_index_free(DeviceIndex *index);

/* Returns: (borrowed, nullable) the first of @devices, all of the domain's, that has @number in
 * @group. */
Device *device_index_find(DeviceIndex *index, const GPtrArray *devices, unsigned group,
                          uint64_t number);

/* Returns: the lowest number that nobody has in @group, which is below DEVICE_INDEX_GROUPS. */
enum { DEVICE_INDEX_GROUPS = 32 };
uint64_t device_index_first_free(DeviceIndex *index, const GPtrArray *devices, unsigned group);

/* Has all devices read anew. */
void device_index_forget(DeviceIndex *index);
