/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <idmap>: the users of the host that those of a container are.  A guest of QEMU's has none of
 * them; it is checked and kept, as libvirt does.
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

void id_map_complete(Domain *domain, const DomainContext *context, Report *report);
void id_map_check(const Domain *domain, const DomainContext *context, Report *report);
