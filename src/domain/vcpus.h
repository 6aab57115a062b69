/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <vcpus>: settings of individual vCPUs.
 */
typedef struct {
    unsigned line;
    OptionalUint id;
    Tristate enabled;
    Tristate hotpluggable;
    OptionalUint order;
} IndividualVcpu;

typedef struct {
    GPtrArray *list; /* (owned, nullable) IndividualVcpu *; after complete() one per vCPU, sorted by
                        id, or NULL */
} DomainVcpus;

extern const XmlBinding vcpus_binding;

/* Returns: the number of vCPUs at QEMU's start; hotpluggable ones are added later. */
uint64_t vcpus_n_at_start(const Domain *domain);

/* Like DomainSection.complete and check.  Call them when the number of vCPUs is known. */
void vcpus_complete(Domain *domain, const DomainContext *context, Report *report);
void vcpus_check(const Domain *domain, const DomainContext *context, Report *report);
