/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/numa.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"
#include "domain/numa_distances.h"
#include "domain/number_set.h"

static int
compare_ids(gconstpointer a, gconstpointer b)
{
    const CpuCell *one = *(CpuCell *const *)a;
    const CpuCell *other = *(CpuCell *const *)b;

    return (one->id.value > other->id.value) - (one->id.value < other->id.value);
}

/* Returns: (owned) the vcpus of all cells: number -> cell, counted from 1. */
static GHashTable *
cells_of_vcpus(const Domain *domain)
{
    GHashTable *cells = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; i < numa_n_cells(domain); i++) {
        g_autoptr(GArray) vcpus = number_set_list(numa_cell_at(domain, i)->cpus);

        for (unsigned j = 0; j < vcpus->len; j++)
            g_hash_table_insert(cells, GUINT_TO_POINTER(g_array_index(vcpus, guint, j)),
                                GUINT_TO_POINTER(i + 1));
    }
    return cells;
}

/* Gives the first cell the vcpus that no cell has, as libvirt does. */
static void
give_remaining_vcpus(Domain *domain)
{
    g_autoptr(GHashTable) cells = cells_of_vcpus(domain);
    CpuCell *first = numa_cell_at(domain, 0);
    g_autoptr(GString) vcpus = g_string_new(first->cpus);
    const XmlField row = {.kind = XML_FIELD_ATTRIBUTE};

    for (unsigned vcpu = 0; vcpu < domain->vcpu.count.value; vcpu++)
        if (!g_hash_table_contains(cells, GUINT_TO_POINTER(vcpu)))
            g_string_append_printf(vcpus, "%s%u", vcpus->len > 0 ? "," : "", vcpu);
    if (vcpus->len == 0)
        return;
    g_free(first->cpus);
    first->cpus = NULL;
    g_free(xml_type_cpu_set.parse(&row, vcpus->str, &first->cpus));
}

/* A guest that can take modules has nodes to put them on.  As with libvirt, that is so for new
 * guests: those that have been without nodes stay so. */
static void
add_cell_for_modules(Domain *domain, const DomainContext *context)
{
    CpuNuma *numa = &domain->cpu->numa;
    CpuCell *cell = NULL;

    if (!context->is_new || !domain->memory.max.kib.is_set || numa_n_cells(domain) > 0 ||
        context->rules->module_block_kib == 0)
        return;
    cell = xml_binding_new(&cpu_cell_binding);
    cell->memory_kib = OPTIONAL_UINT(memory_initial_kib(domain, NULL));
    numa->cells = numa->cells != NULL ? numa->cells : g_ptr_array_new();
    g_ptr_array_add(numa->cells, cell);
    numa->is_added = true;
}

static void
complete_cells(Domain *domain)
{
    for (unsigned i = 0; i < numa_n_cells(domain); i++)
        if (!numa_cell_at(domain, i)->id.is_set)
            numa_cell_at(domain, i)->id = OPTIONAL_UINT(i);
    if (numa_n_cells(domain) == 0)
        return;
    g_ptr_array_sort(domain->cpu->numa.cells, compare_ids);
    give_remaining_vcpus(domain);
    numa_distances_complete(domain);
}

/* placement='auto' applies to vCPUs and memory together: each implies the other. */
static void
complete_tune(Domain *domain)
{
    NumaTuneMemory *memory = &domain->memory.numatune.memory;
    bool is_given = memory->mode != NUMA_MODE_NONE || memory->nodeset != NULL ||
                    memory->placement != NUMA_PLACEMENT_NONE;

    if (!is_given && domain->vcpu.placement != VCPU_PLACEMENT_AUTO)
        return;
    if (memory->nodeset == NULL && memory->placement == NUMA_PLACEMENT_NONE &&
        domain->vcpu.placement == VCPU_PLACEMENT_AUTO)
        memory->placement = NUMA_PLACEMENT_AUTO;
    if (memory->mode == NUMA_MODE_NONE)
        memory->mode = NUMA_MODE_STRICT;
    if (memory->placement == NUMA_PLACEMENT_AUTO) /* as with libvirt: numad chooses the nodes */
        g_clear_pointer(&memory->nodeset, g_free);
    if (memory->nodeset != NULL)
        memory->placement = NUMA_PLACEMENT_NONE;
    if (memory->placement == NUMA_PLACEMENT_AUTO && domain->vcpu.cpuset == NULL)
        domain->vcpu.placement = VCPU_PLACEMENT_AUTO;
}

void
numa_complete(Domain *domain, const DomainContext *context, Report *report)
{
    (void)report;
    add_cell_for_modules(domain, context);
    complete_cells(domain);
    complete_tune(domain);
}

static void
check_ids(const Domain *domain, Report *report)
{
    for (unsigned i = 0; i < numa_n_cells(domain); i++) {
        uint64_t id = numa_cell_at(domain, i)->id.value;

        if (id != i)
            report_error(report, VIR_ERR_XML_ERROR, domain->cpu->line,
                         _("Exactly one 'cell' element per guest NUMA cell allowed, non-contiguous "
                           "ranges or ranges not starting from 0 are not allowed: id '%" PRIu64
                           "' is out of place"),
                         id);
    }
}

static void
check_vcpu(const Domain *domain, unsigned vcpu, uint64_t cell, Report *report)
{
    if (vcpu >= domain->vcpu.count.value)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->cpu->line,
                     _("NUMA cell '%" PRIu64 "' has vcpu '%u', but <vcpu> allows '%" PRIu64
                       "', counted from 0"),
                     cell, vcpu, domain->vcpu.count.value);
}

/* One error per pair of cells is enough. */
static void
check_vcpus(const Domain *domain, Report *report)
{
    g_autoptr(GHashTable) owners = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; i < numa_n_cells(domain); i++) {
        g_autoptr(GArray) vcpus = number_set_list(numa_cell_at(domain, i)->cpus);
        unsigned other = 0;

        for (unsigned j = 0; j < vcpus->len; j++) {
            gpointer key = GUINT_TO_POINTER(g_array_index(vcpus, guint, j));

            if (other == 0)
                other = GPOINTER_TO_UINT(g_hash_table_lookup(owners, key));
            g_hash_table_insert(owners, key, GUINT_TO_POINTER(i + 1));
        }
        if (vcpus->len > 0)
            check_vcpu(domain, g_array_index(vcpus, guint, vcpus->len - 1), i, report);
        if (other != 0)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->cpu->line,
                         _("NUMA cells %u and %u have overlapping vCPU ids"), i, other - 1);
    }
}

static void
check_tune_node(const Domain *domain, const NumaTuneNode *node, Report *report)
{
    NumaTuneMemory memory = domain->memory.numatune.memory;

    if (memory.placement == NUMA_PLACEMENT_AUTO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, node->line,
                     _("Per-node binding is not compatible with automatic NUMA placement"));
    if (memory.mode == NUMA_MODE_RESTRICTIVE && node->mode != NUMA_MODE_RESTRICTIVE)
        report_error(report, VIR_ERR_XML_ERROR, node->line,
                     _("'%s' mode is required in memnode element when mode is '%s' in memory "
                       "element"),
                     "restrictive", "restrictive");
    if (numa_n_cells(domain) == 0)
        report_error(report, VIR_ERR_XML_ERROR, node->line,
                     _("Element 'memnode' is invalid without any guest NUMA cells"));
    else if (node->cell.value >= numa_n_cells(domain))
        report_error(report, VIR_ERR_XML_ERROR, node->line,
                     _("Argument 'cellid' in memnode element must correspond to existing guest's "
                       "NUMA cell: '%" PRIu64 "' does not"),
                     node->cell.value);
}

static void
check_tune(const Domain *domain, Report *report)
{
    const NumaTune *tune = &domain->memory.numatune;
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    if (tune->memory.mode != NUMA_MODE_NONE && tune->memory.nodeset == NULL &&
        tune->memory.placement != NUMA_PLACEMENT_AUTO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("nodeset for NUMA memory tuning must be set if 'placement' is 'static'"));
    for (unsigned i = 0; tune->nodes != NULL && i < tune->nodes->len; i++) {
        const NumaTuneNode *node = g_ptr_array_index(tune->nodes, i);

        check_tune_node(domain, node, report);
        if (!g_hash_table_add(seen, GSIZE_TO_POINTER(node->cell.value)))
            report_error(report, VIR_ERR_XML_ERROR, node->line,
                         _("Multiple memnode elements with cellid %" PRIu64), node->cell.value);
    }
}

static void
warn_of_empty_cells(const Domain *domain, Report *report)
{
    for (unsigned i = 0; i < numa_n_cells(domain); i++)
        if (numa_cell_at(domain, i)->memory_kib.value == 0)
            report_warning(report, domain->cpu->line,
                           _("NUMA cell '%u' has no memory: QEMU ends a guest whose system does "
                             "not know FORM2 affinity"),
                           i);
}

void
numa_check(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    warn_of_empty_cells(domain, report);
    check_ids(domain, report);
    check_vcpus(domain, report);
    check_tune(domain, report);
}

static MemoryPiece
piece_of(const CpuCell *cell, const char *id, const DomainContext *context)
{
    return (MemoryPiece){
        .id = id,
        .file = id,
        .kib = memory_in_blocks(cell->memory_kib.value, context),
        .cell = cell->id,
    };
}

/* A machine of before QEMU 5.1 divides its memory itself, and tells it by other names in a
 * migration than memory of backends; it is left to do so, as by libvirt, where that will do. */
static bool
divides_itself(const Domain *domain, const DomainContext *context)
{
    bool is_plain = memory_is_divided_by_machine(context);

    for (unsigned i = 0; is_plain && i < numa_n_cells(domain); i++) {
        MemoryPiece piece = piece_of(numa_cell_at(domain, i), NULL, context);

        is_plain = memory_backing_is_plain(&piece, domain);
    }
    return is_plain;
}

static void
add_memory(const CpuCell *cell, const Domain *domain, const DomainContext *context, Argv *argv,
           KeyValue *node)
{
    g_autofree char *id = g_strdup_printf("ram-node%" PRIu64, cell->id.value);
    g_autoptr(PartList) parts = part_list_new();
    MemoryPiece piece = piece_of(cell, id, context);

    memory_backing_write(&piece, domain, context, part_list_add(parts, PART_OBJECT));
    argv_add_part(argv, part_list_get(parts, 0),
                  qemu_options_take_json(domain, context, PART_OBJECT));
    key_value_add(node, "memdev", id);
}

static void
add_cell(const Domain *domain, const CpuCell *cell, bool has_backend, const DomainContext *context,
         Argv *argv)
{
    g_autoptr(KeyValue) pairs = key_value_new();
    g_auto(GStrv) ranges = g_strsplit(cell->cpus != NULL ? cell->cpus : "", ",", -1);

    key_value_add_first(pairs, "type", "node");
    key_value_add_uint(pairs, "nodeid", cell->id.value);
    for (size_t i = 0; ranges[i] != NULL; i++)
        key_value_add(pairs, "cpus", ranges[i]);
    if (!has_backend)
        key_value_add_uint(pairs, "mem", memory_in_blocks(cell->memory_kib.value, context) / 1024);
    else if (cell->memory_kib.value != 0) /* QEMU takes no backend of size 0 */
        add_memory(cell, domain, context, argv, pairs);
    argv_add_key_value(argv, "-numa", pairs);
}

void
numa_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    bool has_backends = !divides_itself(domain, context);

    if (!has_backends && numa_n_cells(domain) > 0 &&
        domain->memory.backing.allocation.mode == MEMORY_ALLOCATION_IMMEDIATE)
        argv_add(argv, "-mem-prealloc", NULL);
    for (unsigned i = 0; i < numa_n_cells(domain); i++)
        add_cell(domain, numa_cell_at(domain, i), has_backends, context, argv);
    numa_distances_argv(domain, argv);
}
