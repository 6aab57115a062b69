/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/memory.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "domain/domain.h"
#include "domain/domain_walk.h"

static const XmlField max_fields[] = {
    XML_ATTR("slots", MemoryMax, slots, xml_type_uint, .min = 1, .max = G_MAXUINT32,
             .may_be_empty = true, .zero_is_none = true),
    XML_TEXT(MemoryMax, kib, xml_type_size_kib, .argument = "unit", .zero_is_none = true),
    XML_END,
};
const XmlBinding memory_max_binding = {"maxMemory", sizeof(MemoryMax), max_fields};

static const XmlField size_fields[] = {
    XML_ATTR_ON_OFF("dumpCore", MemorySize, dump_core),
    XML_TEXT(MemorySize, kib, xml_type_size_kib, .argument = "unit"),
    XML_END,
};
const XmlBinding memory_size_binding = {"memory", sizeof(MemorySize), size_fields};

static const XmlField limit_fields[] = {
    XML_TEXT(MemoryLimit, kib, xml_type_size_kib, .argument = "unit"),
    XML_END,
};
const XmlBinding memory_limit_binding = {"limit", sizeof(MemoryLimit), limit_fields};

static const XmlField tune_fields[] = {
    XML_INLINE("hard_limit", MemoryTune, hard_limit, memory_limit_binding),
    XML_INLINE("soft_limit", MemoryTune, soft_limit, memory_limit_binding),
    XML_REFUSE_ELEMENT("min_guarantee", N_("QEMU has no such limit")),
    XML_INLINE("swap_hard_limit", MemoryTune, swap_hard_limit, memory_limit_binding),
    XML_END,
};
const XmlBinding memory_tune_binding = {"memtune", sizeof(MemoryTune), tune_fields};

static const char *const mode_names[] = {
    [NUMA_MODE_STRICT] = "strict",
    [NUMA_MODE_PREFERRED] = "preferred",
    [NUMA_MODE_INTERLEAVE] = "interleave",
    [NUMA_MODE_RESTRICTIVE] = "restrictive",
};
static const NameTable modes = NAME_TABLE(mode_names);

static const char *const placement_names[] = {
    [NUMA_PLACEMENT_STATIC] = "static",
    [NUMA_PLACEMENT_AUTO] = "auto",
};
static const NameTable placements = NAME_TABLE(placement_names);

static const XmlField tune_memory_fields[] = {
    XML_ATTR_ENUM("mode", NumaTuneMemory, mode, modes),
    XML_ATTR("nodeset", NumaTuneMemory, nodeset, xml_type_cpu_set, ),
    XML_ATTR_ENUM("placement", NumaTuneMemory, placement, placements),
    XML_END,
};
static const XmlBinding tune_memory_binding = {"memory", sizeof(NumaTuneMemory),
                                               tune_memory_fields};

static const XmlField tune_node_fields[] = {
    XML_LINE(NumaTuneNode, line),
    XML_ATTR("cellid", NumaTuneNode, cell, xml_type_uint, .max = 1023, .is_required = true),
    XML_ATTR("mode", NumaTuneNode, mode, xml_type_enum, .argument = &modes, .is_required = true),
    XML_ATTR("nodeset", NumaTuneNode, nodeset, xml_type_cpu_set, .is_required = true),
    XML_END,
};
static const XmlBinding tune_node_binding = {"memnode", sizeof(NumaTuneNode), tune_node_fields};

static const XmlField numa_tune_fields[] = {
    XML_INLINE("memory", NumaTune, memory, tune_memory_binding),
    XML_LIST("memnode", NumaTune, nodes, tune_node_binding),
    XML_END,
};
const XmlBinding numa_tune_binding = {"numatune", sizeof(NumaTune), numa_tune_fields};

/* Returns: KiB in all cells of <numa>; 0 when there are none. */
static uint64_t
cells_kib(const Domain *domain)
{
    const GPtrArray *cells = domain->cpu != NULL ? domain->cpu->numa.cells : NULL;
    uint64_t kib = 0;

    for (unsigned i = 0; cells != NULL && i < cells->len; i++)
        kib += ((const CpuCell *)g_ptr_array_index(cells, i))->memory_kib.value;
    return kib;
}

static bool
has_cells(const Domain *domain)
{
    return domain->cpu != NULL && domain->cpu->numa.cells != NULL &&
           domain->cpu->numa.cells->len > 0;
}

/* Returns: KiB in all modules. */
static uint64_t
modules_kib(const Domain *domain, const DomainContext *context)
{
    uint64_t kib = 0;

    DOMAIN_EACH_DEVICE(const Device, device, domain)
        if (device->kind->memory_kib != NULL)
            kib += device->kind->memory_kib(device, context);
    return kib;
}

uint64_t
memory_initial_kib(const Domain *domain, const DomainContext *context)
{
    uint64_t modules = modules_kib(domain, context);
    uint64_t kib = domain->memory.size.kib.value;

    return kib > modules ? kib - modules : 0;
}

void
memory_complete(Domain *domain, const DomainContext *context, Report *report)
{
    DomainMemory *memory = &domain->memory;
    uint64_t kib = cells_kib(domain);

    (void)report;
    if (kib != 0)
        memory->size.kib = OPTIONAL_UINT(kib + modules_kib(domain, context));
    if (!memory->size.kib.is_set)
        return;
    if (memory->current.kib.value == 0 || memory->current.kib.value > memory->size.kib.value)
        memory->current.kib = memory->size.kib;
}

/* QEMU leaves modules half of KVM's slots, and never fewer than without KVM.  POWER's KVM had
 * FALLBACK_KVM_SLOTS before Linux 5.12. */
static uint64_t
most_slots(const Domain *domain, const DomainContext *context)
{
    enum { FALLBACK_KVM_SLOTS = 512 };
    unsigned of_kvm =
        context->kvm_memory_slots != 0 ? context->kvm_memory_slots : FALLBACK_KVM_SLOTS;

    return domain->type == VIRT_KVM ? MAX(of_kvm / 2, context->rules->memory_slots)
                                    : context->rules->memory_slots;
}

static void
check_slots(const Domain *domain, const DomainContext *context, Report *report)
{
    const MemoryMax *max = &domain->memory.max;

    if (!max->slots.is_set && modules_kib(domain, context) > 0)
        report_error(report, VIR_ERR_XML_ERROR, domain->line,
                     _("<maxMemory> needs the attribute 'slots': how many modules may be plugged"));
    if (context->rules->memory_slots != 0 && max->slots.value > most_slots(domain, context))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("slots='%" PRIu64 "' of <maxMemory> are too many: a guest of type '%s' has "
                       "at most %" PRIu64 " for memory modules here"),
                     max->slots.value, domain->type == VIRT_KVM ? "kvm" : "qemu",
                     most_slots(domain, context));
}

void
memory_check(const Domain *domain, const DomainContext *context, Report *report)
{
    const DomainMemory *memory = &domain->memory;

    if (memory->size.kib.value == 0)
        report_error(
            report, VIR_ERR_XML_ERROR, domain->line,
            _("Memory size must be specified via <memory> or in the <numa> configuration"));
    else if (has_cells(domain) && cells_kib(domain) == 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("the cells of <numa> have no memory for the guest to start with: <memory> "
                       "is that of the modules and of the cells"));
    else if (memory_initial_kib(domain, context) < context->rules->min_memory_kib)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
                     _("machine '%s' needs at least %u KiB of memory, and <memory> has %" PRIu64),
                     context->machine->name, context->rules->min_memory_kib,
                     memory_initial_kib(domain, context));
    if (modules_kib(domain, context) > 0 && modules_kib(domain, context) >= memory->size.kib.value)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, domain->line,
            _("Total size of memory devices exceeds the total memory size: <memory> is that "
              "of the modules and what the guest starts with"));
    if (memory->max.slots.is_set && !memory->max.kib.is_set)
        report_error(report, VIR_ERR_XML_ERROR, domain->line,
                     _("maximum memory size must be specified when specifying number of memory "
                       "slots: <maxMemory> has no size"));
    if (memory->max.kib.is_set)
        check_slots(domain, context, report);
    if (memory->max.kib.is_set && memory->max.kib.value < memory->size.kib.value)
        report_error(report, VIR_ERR_XML_ERROR, domain->line,
                     _("<maxMemory> of %" PRIu64 " KiB is less than the guest's memory of "
                       "%" PRIu64 " KiB"),
                     memory->max.kib.value, memory->size.kib.value);
}

static void
add_backend(const Domain *domain, const DomainContext *context, Argv *argv)
{
    g_autoptr(PartList) parts = part_list_new();
    const char *id = memory_backend_id(context);
    MemoryPiece whole = {
        .id = id,
        .file = id,
        .kib = memory_in_blocks(memory_initial_kib(domain, context), context),
        .is_whole = true,
    };

    memory_backing_write(&whole, domain, context, part_list_add(parts, PART_OBJECT));
    argv_add_part(argv, part_list_get(parts, 0),
                  qemu_options_take_json(domain, context, PART_OBJECT));
}

/* A QEMU that creates the memory itself has one option for its backing. */
static void
add_memory(const Domain *domain, const DomainContext *context, Argv *argv)
{
    if (memory_backend_id(context) != NULL)
        add_backend(domain, context, argv);
    else if (domain->memory.backing.allocation.mode == MEMORY_ALLOCATION_IMMEDIATE)
        argv_add(argv, "-mem-prealloc", NULL);
}

/* Returns: KiB as QEMU gets it, each node in whole blocks. */
static uint64_t
starting_kib(const Domain *domain, const DomainContext *context)
{
    const GPtrArray *cells = domain->cpu != NULL ? domain->cpu->numa.cells : NULL;
    uint64_t kib = 0;

    for (unsigned i = 0; cells != NULL && i < cells->len; i++)
        kib += memory_in_blocks(((const CpuCell *)g_ptr_array_index(cells, i))->memory_kib.value,
                                context);
    return kib != 0 ? kib : memory_in_blocks(memory_initial_kib(domain, context), context);
}

static void
settle_cells(const Domain *domain, const DomainContext *context)
{
    GPtrArray *cells = domain->cpu != NULL ? domain->cpu->numa.cells : NULL;

    for (unsigned i = 0; cells != NULL && i < cells->len; i++) {
        CpuCell *cell = g_ptr_array_index(cells, i);

        cell->memory_kib.value = memory_in_blocks(cell->memory_kib.value, context);
    }
}

void
memory_settle(Domain *domain, const DomainContext *context)
{
    DomainMemory *memory = &domain->memory;
    uint64_t kib = starting_kib(domain, context);
    bool has_all = memory->current.kib.value >= memory->size.kib.value;

    settle_cells(domain, context);
    DOMAIN_EACH_DEVICE(Device, device, domain)
        if (device->kind->settle_memory != NULL)
            device->kind->settle_memory(device, context);
    memory->size.kib = OPTIONAL_UINT(kib + modules_kib(domain, context));
    if (has_all)
        memory->current.kib = memory->size.kib;
    if (memory->max.kib.is_set)
        memory->max.kib.value = memory_in_blocks(memory->max.kib.value, context);
}

void
memory_argv(const Domain *domain, const DomainContext *context, Argv *argv)
{
    const DomainMemory *memory = &domain->memory;
    uint64_t kib = starting_kib(domain, context);
    g_autoptr(KeyValue) pairs = key_value_new();

    key_value_add_format(pairs, "size", "%" PRIu64 "k", kib);
    if (memory->max.slots.value > 0)
        key_value_add_uint(pairs, "slots", memory->max.slots.value);
    if (memory->max.kib.is_set)
        key_value_add_format(pairs, "maxmem", "%" PRIu64 "k",
                             memory_in_blocks(memory->max.kib.value, context));
    argv_add_key_value(argv, "-m", pairs);
    if (cells_kib(domain) == 0)
        add_memory(domain, context, argv);
    if (capabilities_is_at_least(context->capabilities, 3, 0))
        argv_add(argv, "-overcommit", memory->backing.is_locked ? "mem-lock=on" : "mem-lock=off");
    else
        argv_add(argv, "-realtime", memory->backing.is_locked ? "mlock=on" : "mlock=off");
}
