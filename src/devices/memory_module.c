/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/memory_module.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"

static const char *const model_texts[] = {
    [MEMORY_MODEL_DIMM] = "dimm",
    [MEMORY_MODEL_NVDIMM] = "nvdimm",
    [MEMORY_MODEL_VIRTIO_PMEM] = "virtio-pmem",
    [MEMORY_MODEL_VIRTIO_MEM] = "virtio-mem",
    [MEMORY_MODEL_SGX] = "sgx-epc",
};
static const NameTable model_names = NAME_TABLE(model_texts);

static const XmlField size_fields[] = {
    XML_TEXT(ModuleSize, kib, xml_type_size_kib, .argument = "unit"),
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
    XML_REFUSE_ATTR("dynamicMemslots", XML_NOT_YET),
    XML_REFUSE_ELEMENT("readonly block requested current address", XML_NOT_YET),
    XML_END,
};
static const XmlBinding target_binding = {"target", sizeof(ModuleTarget), target_fields};

static const XmlField source_fields[] = {
    XML_LEAF_STRING("path", ModuleSource, path),
    XML_REFUSE_ELEMENT("pagesize nodemask alignsize pmem", XML_NOT_YET),
    XML_END,
};
static const XmlBinding source_binding = {"source", sizeof(ModuleSource), source_fields};

static const XmlField module_fields[] = {
    XML_ATTR("model", MemoryModule, model, xml_type_enum, .argument = &model_names,
             .is_required = true),
    XML_REFUSE_ATTR("access discard", XML_NOT_YET),
    XML_LEAF("uuid", MemoryModule, uuid, xml_type_uuid, ),
    XML_INLINE("source", MemoryModule, source, source_binding),
    XML_INLINE("target", MemoryModule, target, target_binding),
    DEVICE_ROWS(MemoryModule),
    XML_END,
};
static const XmlBinding module_binding = {"memory", sizeof(MemoryModule), module_fields};

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

/* Slots are counted up from the highest that the document states. */
static uint64_t
next_slot(const Domain *domain)
{
    uint64_t next = 0;

    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Device *device = domain_device(domain, i);

        if (device->kind == &memory_module_kind && device->address.slot.is_set)
            next = MAX(next, device->address.slot.value + 1);
    }
    return next;
}

/* Returns: the size in whole blocks. */
static uint64_t
whole_kib(const MemoryModule *module)
{
    uint64_t kib = module->target.size.kib.value;
    uint64_t label = label_kib(module);

    return kib > label ? memory_in_blocks(kib - label) + label : kib;
}

static uint64_t
module_memory_kib(const Device *device)
{
    return whole_kib((const MemoryModule *)device);
}

static const char *
module_machine_switch(const Device *device)
{
    return is_nvdimm((const MemoryModule *)device) ? "nvdimm" : NULL;
}

static void
module_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    MemoryModule *module = (MemoryModule *)device;

    (void)context;
    (void)report;
    module->target.size.kib.value = whole_kib(module);
    if (is_nvdimm(module) && module->uuid == NULL)
        module->uuid = g_uuid_string_random();
    if (device->address.type != ADDRESS_NONE)
        return;
    device->address.slot = OPTIONAL_UINT(next_slot(domain));
    device->address.type = ADDRESS_DIMM;
}

static void
check_nvdimm(const MemoryModule *module, Report *report)
{
    unsigned line = module->device.line;

    if (label_kib(module) < 128)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, line,
            _("label size is required for NVDIMM device: <label><size> of 128 KiB or more"));
    if (module->source.path == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<memory model='nvdimm'> lacks the <path> in its <source>"));
}

static void
module_check(const Device *device, const Domain *domain, const DomainContext *context,
             Report *report)
{
    const MemoryModule *module = (const MemoryModule *)device;

    if (module->model == MEMORY_MODEL_NONE)
        return;
    if (module->model > MEMORY_MODEL_NVDIMM) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<memory model='%s'> does not work with a pseries guest: use 'dimm' or "
                       "'nvdimm'"),
                     model_texts[module->model]);
        return;
    }
    if (module->target.size.kib.value == 0)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<memory> lacks the <size> in its <target>"));
    if (!domain->memory.max.kib.is_set)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
            _("cannot use/hotplug a memory device when domain 'maxMemory' is not defined"));
    if (device->address.base.is_set && device->address.base.value % (256ULL << 20) != 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("the base of a memory module must be a multiple of 256 MiB"));
    if (is_nvdimm(module))
        check_nvdimm(module, report);
    device_rules_emulated(device, is_nvdimm(module) ? "nvdimm" : "pc-dimm", context, report);
}

static void
module_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) slots = g_hash_table_new(NULL, NULL);

    (void)context;
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Device *device = domain_device(domain, i);
        uint64_t slot = device->address.slot.value;

        if (device->kind != &memory_module_kind)
            continue;
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
module_id(const Device *device, const Domain *domain, unsigned position)
{
    (void)domain;
    (void)position;
    return g_strdup_printf("%s%u", model_texts[((const MemoryModule *)device)->model],
                           (unsigned)device->address.slot.value);
}

static void
module_parts(const Device *device, const Domain *domain, const DomainContext *context,
             PartList *parts)
{
    const MemoryModule *module = (const MemoryModule *)device;
    JsonObject *backend = part_list_add(parts, PART_OBJECT);
    JsonObject *part = NULL;

    (void)context;
    part_set_string(backend, "qom-type",
                    is_nvdimm(module) ? "memory-backend-file" : "memory-backend-ram");
    part_set_string_format(backend, "id", "mem%s", device->id);
    part_set_string(backend, "mem-path", module->source.path);
    if (is_nvdimm(module))
        part_set_bool(backend, "prealloc", true);
    part_set_uint(backend, "size", module->target.size.kib.value * 1024);
    part = device_rules_part(device, is_nvdimm(module) ? "nvdimm" : "pc-dimm", parts);
    part_set_optional_uint(part, "node", module->target.node);
    if (is_nvdimm(module)) {
        part_set_uint(part, "label-size", label_kib(module) * 1024);
        part_set_string(part, "uuid", module->uuid);
    }
    part_set_string_format(part, "memdev", "mem%s", device->id);
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
    .machine_switch = module_machine_switch,
};
