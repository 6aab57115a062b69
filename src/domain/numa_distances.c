/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/numa_distances.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"
#include "domain/numa.h"

enum { LOCAL_DISTANCE = 10, REMOTE_DISTANCE = 20, MAX_DISTANCE = 255 };

static const XmlField sibling_fields[] = {
    XML_LINE(NumaSibling, line),
    XML_ATTR("id", NumaSibling, id, xml_type_uint, .max = 127, .is_required = true),
    XML_ATTR("value", NumaSibling, value, xml_type_uint, .min = LOCAL_DISTANCE, .max = MAX_DISTANCE,
             .is_required = true),
    XML_END,
};
static const XmlBinding sibling_binding = {"sibling", sizeof(NumaSibling), sibling_fields};

static const XmlField distances_fields[] = {
    XML_LINE(NumaDistances, line),
    XML_LIST("sibling", NumaDistances, siblings, sibling_binding),
    XML_END,
};
const XmlBinding numa_distances_binding = {"distances", sizeof(NumaDistances), distances_fields};

static unsigned
n_siblings(const CpuCell *cell)
{
    return cell->distances != NULL && cell->distances->siblings != NULL
               ? cell->distances->siblings->len
               : 0;
}

static NumaSibling *
find_sibling(const CpuCell *cell, uint64_t id)
{
    for (unsigned i = 0; i < n_siblings(cell); i++) {
        NumaSibling *sibling = g_ptr_array_index(cell->distances->siblings, i);

        if (sibling->id.value == id)
            return sibling;
    }
    return NULL;
}

/* Distances in the document are kept. */
static void
add_sibling(CpuCell *cell, uint64_t id, uint64_t value)
{
    NumaSibling *sibling = NULL;

    if (find_sibling(cell, id) != NULL)
        return;
    if (cell->distances == NULL)
        cell->distances = xml_binding_new(&numa_distances_binding);
    sibling = xml_binding_new(&sibling_binding);
    sibling->id = OPTIONAL_UINT(id);
    sibling->value = OPTIONAL_UINT(value);
    xml_list_append(&cell->distances->siblings, sibling);
}

static int
compare_siblings(gconstpointer a, gconstpointer b)
{
    const NumaSibling *one = *(NumaSibling *const *)a;
    const NumaSibling *other = *(NumaSibling *const *)b;

    return (one->id.value > other->id.value) - (one->id.value < other->id.value);
}

/* Takes away what is said twice. */
static void
drop_repeated(const CpuCell *cell)
{
    for (unsigned i = n_siblings(cell); i > 0; i--) {
        const NumaSibling *sibling = g_ptr_array_index(cell->distances->siblings, i - 1);
        const NumaSibling *first = find_sibling(cell, sibling->id.value);

        if (first != sibling && first->value.value == sibling->value.value)
            g_free(g_ptr_array_remove_index(cell->distances->siblings, i - 1));
    }
}

/* The reverse distance is the same unless it is given. */
void
numa_distances_complete(Domain *domain)
{
    for (unsigned i = 0; i < numa_n_cells(domain); i++)
        for (unsigned j = 0; j < n_siblings(numa_cell_at(domain, i)); j++) {
            const NumaSibling *sibling =
                g_ptr_array_index(numa_cell_at(domain, i)->distances->siblings, j);

            if (sibling->id.value < numa_n_cells(domain) && sibling->value.value > LOCAL_DISTANCE)
                add_sibling(numa_cell_at(domain, (unsigned)sibling->id.value), i,
                            sibling->value.value);
        }
    for (unsigned i = 0; i < numa_n_cells(domain); i++) {
        if (n_siblings(numa_cell_at(domain, i)) == 0)
            continue;
        drop_repeated(numa_cell_at(domain, i));
        add_sibling(numa_cell_at(domain, i), i, LOCAL_DISTANCE);
        g_ptr_array_sort(numa_cell_at(domain, i)->distances->siblings, compare_siblings);
    }
}

static void
check_sibling(const CpuCell *cell, const NumaSibling *sibling, const Domain *domain, Report *report)
{
    uint64_t id = sibling->id.value;
    bool is_local = sibling->value.value == LOCAL_DISTANCE;

    if (id >= numa_n_cells(domain))
        report_error(report, VIR_ERR_XML_ERROR, sibling->line,
                     _("'sibling_id %" PRIu64
                       "' does not refer to a valid cell within NUMA 'cell id %" PRIu64 "'"),
                     id, cell->id.value);
    else if (is_local != (id == cell->id.value))
        report_error(report, VIR_ERR_XML_ERROR, sibling->line,
                     _("'value %" PRIu64 "' is invalid for 'sibling id %" PRIu64
                       "' under NUMA 'cell id %" PRIu64 "': it is 10 for the cell itself and more "
                       "for others"),
                     sibling->value.value, id, cell->id.value);
    else if (find_sibling(cell, id) != sibling)
        report_error(report, VIR_ERR_XML_ERROR, sibling->line,
                     _("NUMA cell '%" PRIu64 "' has two distances to sibling '%" PRIu64 "'"),
                     cell->id.value, id);
}

static uint64_t
distance(const Domain *domain, unsigned from, unsigned to)
{
    const NumaSibling *sibling = find_sibling(numa_cell_at(domain, from), to);

    if (sibling != NULL)
        return sibling->value.value;
    return from == to ? LOCAL_DISTANCE : REMOTE_DISTANCE;
}

/* The older of PAPR's two formats has one number for both directions. */
static void
warn_of_asymmetry(const Domain *domain, Report *report)
{
    for (unsigned i = 0; i < numa_n_cells(domain); i++)
        for (unsigned j = 0; j < i; j++)
            if (distance(domain, i, j) != distance(domain, j, i)) {
                report_warning(report, domain->cpu->line,
                               _("the distances between NUMA cells %u and %u differ by direction: "
                                 "QEMU ends a guest whose system does not know FORM2 affinity"),
                               j, i);
                return;
            }
}

void
numa_distances_check(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    for (unsigned i = 0; i < numa_n_cells(domain); i++) {
        const CpuCell *cell = numa_cell_at(domain, i);

        if (cell->distances != NULL && n_siblings(cell) == 0)
            report_error(report, VIR_ERR_XML_ERROR, cell->distances->line,
                         _("NUMA distances defined without siblings"));
        for (unsigned j = 0; j < n_siblings(cell); j++)
            check_sibling(cell, g_ptr_array_index(cell->distances->siblings, j), domain, report);
    }
    if (report_n_errors(report) == 0)
        warn_of_asymmetry(domain, report);
}

static bool
has_distances(const Domain *domain)
{
    for (unsigned i = 0; i < numa_n_cells(domain); i++)
        if (n_siblings(numa_cell_at(domain, i)) > 0)
            return true;
    return false;
}

void
numa_distances_argv(const Domain *domain, Argv *argv)
{
    if (!has_distances(domain))
        return;
    for (unsigned i = 0; i < numa_n_cells(domain); i++)
        for (unsigned j = 0; j < numa_n_cells(domain); j++) {
            g_autoptr(KeyValue) pairs = key_value_new();

            key_value_add_first(pairs, "type", "dist");
            key_value_add_uint(pairs, "src", i);
            key_value_add_uint(pairs, "dst", j);
            key_value_add_uint(pairs, "val", distance(domain, i, j));
            argv_add_key_value(argv, "-numa", pairs);
        }
}
