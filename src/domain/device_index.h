/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdint.h>

#include "domain/device.h"

/*
 * Finds numbered devices (controllers) of a domain in constant time.
 *
 * A device's number is DeviceKind.number().  The index picks up added devices by itself; call
 * device_index_forget() when existing numbers or the order of devices have changed.  Thread-safe:
 * several threads read one definition.
 */
typedef struct DeviceIndex DeviceIndex;

/* Returns: (owned) an empty index. */
DeviceIndex *device_index_new(void);
void device_index_free(DeviceIndex *index);

/* Returns: (borrowed, nullable) the first of @devices (all devices of the domain) with @number in
 * @group. */
Device *device_index_find(DeviceIndex *index, const GPtrArray *devices, unsigned group,
                          uint64_t number);

/* Returns: the lowest unused number of @group, which is below DEVICE_INDEX_GROUPS. */
enum { DEVICE_INDEX_GROUPS = 32 };
uint64_t device_index_first_free(DeviceIndex *index, const GPtrArray *devices, unsigned group);

/* Makes the index read all devices again. */
void device_index_forget(DeviceIndex *index);
