/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <vcpus>: what is known of each single processor.
 */
typedef struct {
    unsigned line;
    OptionalUint id;
    Tristate enabled;
    Tristate hotpluggable;
    OptionalUint order;
} IndividualVcpu;

typedef struct {
    GPtrArray *list; /* (owned, nullable) IndividualVcpu *; after complete() one for each, by id, or
                      * NULL */
} DomainVcpus;

extern const XmlBinding vcpus_binding;

/* Returns: how many processors the guest is started with; the hotpluggable ones come later. */
uint64_t vcpus_n_at_start(const Domain *domain);

/* To be called when the number of processors is known. */
void vcpus_complete(Domain *domain, const DomainContext *context, Report *report);
void vcpus_check(const Domain *domain, const DomainContext *context, Report *report);
