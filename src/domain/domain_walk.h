/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * Walks over the devices of a domain in order:
 *
 *     DOMAIN_EACH(const Disk, disk, domain, &disk_kind)
 *         n_read_only += disk->is_read_only;
 *
 * DOMAIN_EACH declares a pointer to @Struct (which may be const) named @name for the statement that
 * follows.  @kind is the kind of @Struct; if it is a variable, or NULL for all kinds, @Struct is
 * Device. `break`, `continue` and `return` work as in any loop, and walks may be nested.  The
 * statement may append devices, which are walked as well, but must not remove any.
 *
 * DOMAIN_EACH_BACKWARDS begins with the last device; its statement may remove the current device.
 * DOMAIN_EACH_DEVICE walks over all devices.
 */
#define DOMAIN_EACH(Struct, name, domain, kind)                                                    \
    DOMAIN_EACH_OF(Struct, name, domain_walk(domain, kind), domain_walk_on)
#define DOMAIN_EACH_BACKWARDS(Struct, name, domain, kind)                                          \
    DOMAIN_EACH_OF(Struct, name, domain_walk_from_end(domain, kind), domain_walk_back)
#define DOMAIN_EACH_DEVICE(Struct, name, domain) DOMAIN_EACH(Struct, name, domain, NULL)

/* The loop of the macros above.  The outer `for` finds the next device; the inner one declares the
 * variable and runs once.  A `break` leaves the inner one before `found` is cleared, which ends the
 * outer one. */
#define DOMAIN_EACH_OF(Struct, name, start, step)                                                  \
    for (DomainWalk name##_walk = start; step(&name##_walk);)                                      \
        for (Struct *name = name##_walk.found; name##_walk.found != NULL; name##_walk.found = NULL)

typedef struct {
    const GPtrArray *devices;
    const DeviceKind *kind; /* NULL: all */
    unsigned position;      /* forwards: of the next device; backwards: of the last one looked at */
    void *found;            /* a device of @kind, for which the statement runs; NULL: none */
} DomainWalk;

/* Returns: a walk that begins before the first device.  @domain is borrowed.  For the macros. */
static inline DomainWalk
domain_walk(const Domain *domain, const DeviceKind *kind)
{
    return (DomainWalk){domain->devices, kind, 0, NULL};
}

/* Returns: a walk that begins after the last device.  @domain is borrowed.  For the macros. */
static inline DomainWalk
domain_walk_from_end(const Domain *domain, const DeviceKind *kind)
{
    return (DomainWalk){domain->devices, kind, domain->devices->len, NULL};
}

/* Finds the next device.  Returns: false at the end.  Values that do not change during the search
 * are read once, since most walks skip most devices. */
static inline bool
domain_walk_on(DomainWalk *walk)
{
    const DeviceKind *kind = walk->kind;
    gpointer *devices = walk->devices->pdata;
    unsigned n_devices = walk->devices->len;
    unsigned i = walk->position;

    if (walk->found != NULL)
        return false;
    for (; i < n_devices; i++) {
        Device *device = devices[i];

        if (kind == NULL || device->kind == kind) {
            walk->position = i + 1;
            walk->found = device;
            return true;
        }
    }
    return false;
}

/* Finds the previous device.  Returns: false at the beginning. */
static inline bool
domain_walk_back(DomainWalk *walk)
{
    while (walk->found == NULL && walk->position > 0) {
        Device *device = g_ptr_array_index(walk->devices, --walk->position);

        if (walk->kind == NULL || device->kind == walk->kind) {
            walk->found = device;
            return true;
        }
    }
    return false;
}

/* Returns: (borrowed, nullable) the first device of @kind, which is a pointer to that kind's
 * struct. */
void *domain_first(const Domain *domain, const DeviceKind *kind);

/* Returns: the number of devices of @kind. */
unsigned domain_count(const Domain *domain, const DeviceKind *kind);
