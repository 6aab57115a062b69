/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <iothreads> of a disk's or SCSI controller's <driver>: which I/O thread serves which queues.
 */
typedef struct {
    OptionalUint id;
} MappedQueue;

typedef struct {
    OptionalUint id;
    GPtrArray *queues; /* (owned, nullable) MappedQueue * */
} MappedThread;

typedef struct {
    GPtrArray *threads; /* (owned, nullable) MappedThread *; without queues QEMU deals them out */
} IothreadMap;

extern const XmlBinding iothread_map_binding;

/* What the map is of. */
typedef struct {
    const Device *device;          /* for the line */
    const char *what;              /* "disk 'vda'" */
    const char *type;              /* (nullable) QEMU's device; NULL: nothing with a map */
    OptionalUint queues, iothread; /* of the same <driver> */
} IothreadMapOwner;

/* Reports a thread that is not there or named twice, queues that are not all served once, and a
 * QEMU whose device has no map.  @map: nullable. */
void iothread_map_check(const IothreadMap *map, const IothreadMapOwner *owner, const Domain *domain,
                        const DomainContext *context, Report *report);

/* Writes @map (nullable) into the device's part. */
void iothread_map_write(const IothreadMap *map, JsonObject *part);
