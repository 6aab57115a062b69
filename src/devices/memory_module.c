/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/memory_module.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "domain/domain_walk.h"

static const char *const model_texts[] = {
    [MEMORY_MODEL_DIMM] = "dimm",
    [MEMORY_MODEL_NVDIMM] = "nvdimm",
    [MEMORY_MODEL_VIRTIO_PMEM] = "virtio-pmem",
    [MEMORY_MODEL_VIRTIO_MEM] = "virtio-mem",
    [MEMORY_MODEL_SGX] = "sgx-epc",
};
static const NameTable model_names = NAME_TABLE(model_texts);

/* QEMU says: "'virtio-mem-pci' is not a valid device model name". */
#define NO_VIRTIO_MEM N_("QEMU has no virtio-mem for pseries: use model='dimm' with a <size>")

static const XmlField size_fields[] = {
    XML_TEXT(ModuleSize, kib, xml_type_size_kib, .argument = "unit", .zero_is_none = true),
    XML_END,
};
static const XmlBinding size_binding = {"size", sizeof(ModuleSize), size_fields};

static const XmlField label_fields[] = {
    XML_INLINE("size", ModuleLabel, size, size_binding),
    XML_END,
};
static const XmlBinding label_binding = {"label", sizeof(ModuleLabel), label_fields};

static const XmlField target_fields[] = {
    XML_INLINE("size", ModuleTarget, size, size_binding),
    XML_LEAF("node", ModuleTarget, node, xml_type_uint, .max = 127),
    XML_INLINE("label", ModuleTarget, label, label_binding),
    XML_FLAG("readonly", ModuleTarget, is_readonly),
    XML_REFUSE_ATTR("dynamicMemslots", NO_VIRTIO_MEM),
    XML_REFUSE_ELEMENT("block requested current address", NO_VIRTIO_MEM),
    XML_END,
};
static const XmlBinding target_binding = {"target", sizeof(ModuleTarget), target_fields};

static const XmlField source_fields[] = {
    XML_LEAF("nodemask", ModuleSource, nodemask, xml_type_cpu_set, ),
    XML_INLINE("pagesize", ModuleSource, page_size, size_binding),
    XML_LEAF_STRING("path", ModuleSource, path),
    XML_INLINE("alignsize", ModuleSource, align_size, size_binding),
    XML_FLAG("pmem", ModuleSource, is_persistent),
    XML_END,
};
static const XmlBinding source_binding = {"source", sizeof(ModuleSource), source_fields};

static const XmlField module_fields[] = {
    XML_ATTR("model", MemoryModule, model, xml_type_enum, .argument = &model_names,
             .is_required = true),
    XML_ATTR_ENUM("access", MemoryModule, access, memory_accesses),
    XML_ATTR_YES_NO("discard", MemoryModule, discard),
    XML_LEAF("uuid", MemoryModule, uuid, xml_type_uuid, ),
    XML_INLINE("source", MemoryModule, source, source_binding),
    XML_INLINE("target", MemoryModule, target, target_binding),
    XML_REFUSE_ELEMENT("driver", NO_VIRTIO_MEM),
    DEVICE_ROWS(MemoryModule),
    XML_END,
};
static const XmlBinding module_binding = {"memory", sizeof(MemoryModule), module_fields};

/* QEMU's minimum: a label area of two index blocks and one label. */
enum { MIN_LABEL_KIB = 128 };

static bool
is_nvdimm(const MemoryModule *module)
{
    return module->model == MEMORY_MODEL_NVDIMM;
}

static uint64_t
label_kib(const MemoryModule *module)
{
    return is_nvdimm(module) ? module->target.label.size.kib.value : 0;
}

/* Returns: the lowest free slot. */
static uint64_t
free_slot(const Domain *domain)
{
    g_autofree bool *is_taken = g_new0(bool, domain->devices->len + 1);
    uint64_t slot = 0;

    DOMAIN_EACH(const Device, device, domain, &memory_module_kind) {
        if (device->address.slot.is_set && device->address.slot.value < domain->devices->len)
            is_taken[device->address.slot.value] = true;
    }
    while (is_taken[slot])
        slot++;
    return slot;
}

static bool
has_modules(const DomainContext *context)
{
    return context->rules->module_block_kib != 0;
}

/* Returns: the size in whole blocks. */
static uint64_t
whole_kib(const MemoryModule *module, const DomainContext *context)
{
    uint64_t block_kib = context->rules->module_block_kib;
    uint64_t kib = module->target.size.kib.value;
    uint64_t label = label_kib(module);

    if (kib <= label || !has_modules(context))
        return kib;
    /* Round an NVDIMM down: its file need not be larger than the requested size. */
    if (is_nvdimm(module))
        return (kib - label) / block_kib * block_kib + label;
    return (kib + block_kib - 1) / block_kib * block_kib;
}

static uint64_t
module_memory_kib(const Device *device, const DomainContext *context)
{
    const MemoryModule *module = (const MemoryModule *)device;

    return context != NULL && context->rules->writes_whole_modules ? whole_kib(module, context)
                                                                   : module->target.size.kib.value;
}

static void
module_settle_memory(Device *device, const DomainContext *context)
{
    MemoryModule *module = (MemoryModule *)device;

    module->target.size.kib.value = whole_kib(module, context);
}

static const char *
module_machine_switch(const Device *device)
{
    return is_nvdimm((const MemoryModule *)device) ? "nvdimm" : NULL;
}

/* A plain module's source is host memory, a persistent one's is a file.  Members of the other are
 * dropped, as in libvirt. */
static void
drop_foreign(MemoryModule *module, Report *report)
{
    ModuleSource *source = &module->source;
    bool is_dropped = false;

    if (is_nvdimm(module)) {
        is_dropped = source->nodemask != NULL || source->page_size.kib.is_set;
        g_clear_pointer(&source->nodemask, g_free);
        source->page_size = (ModuleSize){.kib = {0, false}};
    } else {
        is_dropped = source->path != NULL || source->align_size.kib.is_set || source->is_persistent;
        g_clear_pointer(&source->path, g_free);
        source->align_size = (ModuleSize){.kib = {0, false}};
        source->is_persistent = false;
    }
    if (is_dropped)
        report_warning(report, module->device.line,
                       _("what <source> of a <memory model='%s'> cannot have is left out: "
                         "'dimm' has <nodemask> and <pagesize>, 'nvdimm' has <path>, <alignsize> "
                         "and <pmem>"),
                       model_texts[module->model]);
}

static void
module_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    MemoryModule *module = (MemoryModule *)device;

    if (module->model <= MEMORY_MODEL_NVDIMM)
        drop_foreign(module, report);
    module->target.size.kib.value = module_memory_kib(device, context);
    if (!module->target.node.is_set && domain->cpu->numa.is_added)
        module->target.node = OPTIONAL_UINT(0);
    if (is_nvdimm(module) && module->uuid == NULL)
        module->uuid = g_uuid_string_random();
    if (device->address.type == ADDRESS_DIMM && !device->address.slot.is_set)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("Missing required attribute 'slot' in element 'address' of <memory>: leave "
                       "the <address> out to have it chosen"));
    if (device->address.type != ADDRESS_NONE)
        return;
    device->address.slot = OPTIONAL_UINT(free_slot(domain));
    device->address.type = ADDRESS_DIMM;
}

static void
check_nvdimm(const MemoryModule *module, const MachineFacts *machine, Report *report)
{
    unsigned line = module->device.line;

    if (!module->target.label.size.kib.is_set)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, line,
            _("label size is required for NVDIMM device: <label><size> of 128 KiB or more"));
    else if (label_kib(module) < MIN_LABEL_KIB)
        report_error(report, VIR_ERR_XML_ERROR, line, _("nvdimm label must be at least 128KiB"));
    else if (label_kib(module) >= module->target.size.kib.value)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("minimum target size for the NVDIMM must be 256MB plus the label size"));
    if (machine != NULL && machine->is_pseries && !machine_facts_is_at_least(machine, 5, 0))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("machine '%s' has no NVDIMM: pseries-5.0 is the first that has"),
                     machine->name);
    if (module->source.path == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<memory model='nvdimm'> lacks the <path> in its <source>"));
    if (module->discard == TRISTATE_YES)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("discard is not supported for nvdimms: the file keeps what is in them"));
}

static void
check_dimm(const MemoryModule *module, Report *report)
{
    if (module->target.label.size.kib.is_set || module->target.is_readonly || module->uuid != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, module->device.line,
                     _("<label>, <readonly> and <uuid> go with <memory model='nvdimm'> only"));
}

static void
check_node(const MemoryModule *module, const Domain *domain, Report *report)
{
    const GPtrArray *cells = domain->cpu->numa.cells;
    unsigned n_cells = cells != NULL ? cells->len : 0;
    OptionalUint node = module->target.node;

    if (node.is_set && node.value >= n_cells)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, module->device.line,
                     _("can't add memory backend for guest node '%u' as the guest has only '%u' "
                       "NUMA nodes configured"),
                     (unsigned)node.value, n_cells);
    if (!node.is_set && n_cells > 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, module->device.line,
                     _("target NUMA node needs to be specified for memory device: <target> lacks "
                       "its <node>"));
}

/* QEMU's window of memory modules, of which @device has a stated part. */
static void
check_base(const MemoryModule *module, const Domain *domain, const DomainContext *context,
           Report *report)
{
    const Address *at = &module->device.address;
    uint64_t step = context->rules->modules_start_kib;
    uint64_t initial = memory_in_blocks(memory_initial_kib(domain, context), context);
    uint64_t start = step != 0 ? (initial + step - 1) / step * step : 0;
    uint64_t max = memory_in_blocks(domain->memory.max.kib.value, context);
    uint64_t end = start + (max > initial ? max - initial : 0);
    uint64_t base = at->base.value / 1024;

    if (step == 0 || !at->base.is_set || !domain->memory.max.kib.is_set ||
        (base >= start && base + module->target.size.kib.value <= end))
        return;
    report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, module->device.line,
                 _("the base of a memory module of %" PRIu64 " KiB must be from 0x%" PRIx64
                   " on, and the module end at 0x%" PRIx64 ", where <maxMemory> ends"),
                 module->target.size.kib.value, start * 1024, end * 1024);
}

static void
check_size(const MemoryModule *module, const Domain *domain, const DomainContext *context,
           Report *report)
{
    const Device *device = &module->device;
    unsigned block_kib = context->rules->module_block_kib;

    if (module->target.size.kib.value == 0)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<memory> lacks the <size> in its <target>"));
    if (!domain->memory.max.kib.is_set)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
            _("cannot use/hotplug a memory device when domain 'maxMemory' is not defined"));
    if (device->address.base.is_set && device->address.base.value % (block_kib * 1024ULL) != 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("the base of a memory module must be a multiple of %u MiB"),
                     block_kib / 1024);
    else
        check_base(module, domain, context, report);
}

static void
module_check(const Device *device, const Domain *domain, const DomainContext *context,
             Report *report)
{
    const MemoryModule *module = (const MemoryModule *)device;

    if (module->model == MEMORY_MODEL_NONE)
        return;
    if (!has_modules(context)) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("machine '%s' takes no memory modules: take <memory model='%s'> away"),
                     context->machine->name, model_texts[module->model]);
        return;
    }
    if (module->model > MEMORY_MODEL_NVDIMM) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<memory model='%s'> does not work with a pseries guest: use 'dimm' or "
                       "'nvdimm'"),
                     model_texts[module->model]);
        return;
    }
    check_size(module, domain, context, report);
    check_node(module, domain, report);
    if (is_nvdimm(module))
        check_nvdimm(module, context->machine, report);
    else
        check_dimm(module, report);
    device_rules_emulated(device, is_nvdimm(module) ? "nvdimm" : "pc-dimm", context, report);
}

static void
module_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) slots = g_hash_table_new(NULL, NULL);

    (void)context;
    DOMAIN_EACH(const Device, device, domain, &memory_module_kind) {
        uint64_t slot = device->address.slot.value;

        if (!g_hash_table_add(slots, GSIZE_TO_POINTER(slot + 1)))
            report_error(
                report, VIR_ERR_XML_ERROR, device->line,
                _("memory device slot '%u' is already being used by another memory device"),
                (unsigned)slot);
        else if (domain->memory.max.slots.is_set && slot >= domain->memory.max.slots.value)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                         _("memory device slot '%u' exceeds slots count '%u'"), (unsigned)slot,
                         (unsigned)domain->memory.max.slots.value);
    }
}

static char *
module_id(const Device *device, const Domain *domain)
{
    (void)domain;
    return g_strdup_printf("%s%u", model_texts[((const MemoryModule *)device)->model],
                           (unsigned)device->address.slot.value);
}

static void
module_parts(const Device *device, const Domain *domain, const DomainContext *context,
             PartList *parts)
{
    const MemoryModule *module = (const MemoryModule *)device;
    g_autofree char *id = g_strconcat("mem", device->id, NULL);
    const MemoryPiece piece = {
        .id = id,
        .file = device->id,
        .kib = whole_kib(module, context),
        .cell = module->target.node,
        .path = module->source.path,
        .is_persistent = module->source.is_persistent,
        .page_kib = module->source.page_size.kib,
        .align_kib = module->source.align_size.kib,
        .nodeset = module->source.nodemask,
        .access = module->access,
        .discard = module->discard,
    };
    JsonObject *part = NULL;

    memory_backing_write(&piece, domain, context, part_list_add(parts, PART_OBJECT));
    part = device_rules_part(device, is_nvdimm(module) ? "nvdimm" : "pc-dimm", parts);
    part_set_optional_uint(part, "node", module->target.node);
    if (is_nvdimm(module)) {
        part_set_uint(part, "label-size", label_kib(module) * 1024);
        part_set_string(part, "uuid", module->uuid);
        if (module->target.is_readonly)
            part_set_bool(part, "unarmed", true);
    }
    part_set_string(part, "memdev", id);
    controller_write_address(domain, device, part);
}

const DeviceKind memory_module_kind = {
    .binding = &module_binding,
    .complete = module_complete,
    .check = module_check,
    .check_all = module_check_all,
    .id = module_id,
    .parts = module_parts,
    .memory_kib = module_memory_kib,
    .settle_memory = module_settle_memory,
    .machine_switch = module_machine_switch,
};
