/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <throttlefilters> of a disk: block nodes above its image, each with the limits of one group of
 * <throttlegroups>.
 */
typedef struct {
    char *group;
    unsigned node_number; /* not XML; see Disk.node_number */
} DiskFilter;

typedef struct {
    GPtrArray *list; /* (owned, nullable) DiskFilter *, the one next to the image first */
} DiskFilters;

extern const XmlBinding disk_filters_binding;

/* Returns: the number of filters. */
unsigned disk_filters_n(const DiskFilters *filters);

/* Reports groups that are not there or named twice.  @target, @line: the disk's. */
void disk_filters_check(const DiskFilters *filters, const char *target, unsigned line,
                        const Domain *domain, Report *report);

/* Numbers those without a number, from @number + 1.  Returns: the last number given, or @number. */
unsigned disk_filters_number(DiskFilters *filters, unsigned number);

/* Returns: the number of the first filter, from which those of the others count up; 0: it has none,
 * or there is no filter. */
unsigned disk_filters_first(const DiskFilters *filters);

/* Returns: (owned) the name of the node of filter @i. */
char *disk_filters_node(const DiskFilters *filters, unsigned i);

/* Appends the filters' nodes, the first above the node @image. */
void disk_filters_parts(const DiskFilters *filters, const char *image, PartList *parts);
