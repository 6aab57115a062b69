/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>
#include <stdint.h>

/*
 * The host's memory, read from /proc and /sys below @root at each call.  A cell is a NUMA node; a
 * host without NUMA has one cell, 0, with all memory.  Any thread; blocks on the kernel only.
 */

/* Returns: KiB of all cells together. */
uint64_t host_memory_total(const char *root);

/* Returns: KiB of one cell; 0 when it has no memory. */
uint64_t host_memory_of_cell(const char *root, unsigned cell);

/* Returns: free bytes of all cells together. */
uint64_t host_memory_free(const char *root);

/* Returns: (owned, nullable) uint64_t: free bytes of each of at most @max cells from number @start
 * on.  Errors: INTERNAL_ERROR when there is no cell @start. */
GArray *host_memory_free_of_cells(const char *root, int start, int max, GError **error);

/* Returns: (owned, nullable) virNodeMemoryStats in KiB, of @cell, or of the whole host for
 * VIR_NODE_MEMORY_STATS_ALL_CELLS.  Errors: INVALID_ARG when there is no such cell. */
GArray *host_memory_stats(const char *root, int cell, GError **error);

/* Returns: (owned) unsigned, ascending: the page sizes in KiB. */
GArray *host_memory_page_sizes(const char *root);

/* Returns: how many pages of @size KiB the cell has, free or not. */
uint64_t host_memory_pages_of_cell(const char *root, unsigned cell, unsigned size);

/* Returns: (owned, nullable) uint64_t: for each of @n_cells cells from @start on (-1: all cells
 * together), the number of free pages of each of the @sizes (unsigned, KiB).  Errors:
 * OPERATION_FAILED for an unknown size, INTERNAL_ERROR for an unknown @start. */
GArray *host_memory_free_pages(const char *root, const GArray *sizes, int start, unsigned n_cells,
                               GError **error);

/* Returns: (owned) virTypedParameter: settings and counters of the kernel's page sharing (KSM);
 * empty when the kernel has no KSM. */
GArray *host_memory_parameters(const char *root);
