/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <idmap>: maps the users of a container to users of the host.  It has no effect on QEMU guests; it
 * is checked and kept, as in libvirt.
 */
typedef struct {
    OptionalUint start, target, count;
} IdRange;

typedef struct {
    unsigned line;
    GPtrArray *users;  /* (owned, nullable) IdRange *, by start after complete() */
    GPtrArray *groups; /* (owned, nullable) IdRange *, by start after complete() */
} IdMap;

extern const XmlBinding id_map_binding;

/* DomainSection.complete: sorts the ranges by their start. */
void id_map_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.check.  Errors when only users or only groups are mapped, or no range starts at
 * root (0). */
void id_map_check(const Domain *domain, const DomainContext *context, Report *report);
