/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/numa.h"

#include "domain/domain.h"

unsigned
numa_n_cells(const Domain *domain)
{
    const GPtrArray *cells = domain->cpu->numa.cells;

    return cells != NULL ? cells->len : 0;
}

CpuCell *
numa_cell_at(const Domain *domain, unsigned i)
{
    return g_ptr_array_index(domain->cpu->numa.cells, i);
}
