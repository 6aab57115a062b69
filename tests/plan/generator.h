/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * Makes up guests for the property tests: documents that any planner must accept, with devices of
 * every kind, partial and whole addresses, bridges, gaps, and host devices in IOMMU groups.
 */
typedef struct Generator Generator;

/* One seed always makes the same documents. */
Generator *generator_new(guint32 seed);
void generator_free(Generator *generator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Generator, generator_free)

/* Returns: (owned) a domain document. */
char *generator_document(Generator *generator);

/* Returns: (owned) a device element without an address, to be added to a document. */
char *generator_device(Generator *generator);

/* Returns: (owned, nullable) what was never drawn so far; NULL when everything was. */
char *generator_never_drawn(const Generator *generator);

/* Makes a /sys-like tree below @root: GENERATOR_GROUPS IOMMU groups of GENERATOR_FUNCTIONS devices
 * each, and one device without a group. */
enum { GENERATOR_GROUPS = 6, GENERATOR_FUNCTIONS = 3 };
void generator_make_host(const char *root);

/* Removes what generator_make_host() made, and @root. */
void generator_remove_host(const char *root);
