/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/pstore.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"

/* QEMU's smallest record is of this size. */
enum { LEAST_KIB = 4, BYTES_PER_KIB = 1024 };

static const char *const backend_texts[] = {[PSTORE_ACPI_ERST] = "acpi-erst"};
static const NameTable backend_names = NAME_TABLE(backend_texts);

static const XmlField size_fields[] = {
    XML_TEXT(PstoreSize, kib, xml_type_size_kib, .argument = "unit"),
    XML_END,
};
static const XmlBinding size_binding = {"size", sizeof(PstoreSize), size_fields};

static const XmlField pstore_fields[] = {
    XML_ATTR("backend", Pstore, backend, xml_type_enum, .argument = &backend_names,
             .is_required = true),
    XML_LEAF_STRING("path", Pstore, path),
    XML_INLINE("size", Pstore, size, size_binding),
    DEVICE_ROWS(Pstore),
    XML_END,
};
static const XmlBinding pstore_binding = {"pstore", sizeof(Pstore), pstore_fields};

static const Pstore *
as_pstore(const Device *device)
{
    return (const Pstore *)(const void *)device;
}

static void
pstore_check(const Device *device, const Domain *domain, const DomainContext *context,
             Report *report)
{
    const Pstore *pstore = as_pstore(device);
    uint64_t size = pstore->size.kib.value;

    (void)domain;
    if (pstore->backend == PSTORE_BACKEND_NONE)
        return; /* reported by the table */
    device_rules_emulated(device, backend_texts[pstore->backend], context, report);
    if (pstore->path == NULL)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<pstore> lacks its <path>, the file of the host that keeps the records"));
    if (!pstore->size.kib.is_set)
        report_error(report, VIR_ERR_XML_ERROR, device->line, _("<pstore> lacks its <size>"));
    else if (size < LEAST_KIB || (size & (size - 1)) != 0)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("invalid size of ACPI ERST pstore device: %" PRIu64 " KiB is no power of 2 "
                       "from 4 KiB on"),
                     size);
    if (!context->rules->has_acpi)
        report_warning(report, device->line,
                       _("a guest finds the <pstore backend='%s'> by ACPI, which machine '%s' has "
                         "not: nothing will be written to it"),
                       backend_texts[pstore->backend], context->machine->name);
}

static void
pstore_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_single(domain, &pstore_kind, report);
}

static AddressNeed
pstore_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)domain;
    (void)context;
    return (AddressNeed){.type = ADDRESS_PCI, .model = backend_texts[as_pstore(device)->backend]};
}

static void
pstore_parts(const Device *device, const Domain *domain, const DomainContext *context,
             PartList *parts)
{
    const Pstore *pstore = as_pstore(device);
    g_autofree char *memory = g_strconcat("mem", device->id, NULL);
    JsonObject *part = part_list_add(parts, PART_OBJECT);

    (void)context;
    part_set_string(part, "qom-type", "memory-backend-file");
    part_set_string(part, "id", memory);
    part_set_string(part, "mem-path", pstore->path);
    part_set_uint(part, "size", pstore->size.kib.value * BYTES_PER_KIB);
    part_set_bool(part, "share", true);
    part = device_rules_part(device, backend_texts[pstore->backend], parts);
    part_set_string(part, "memdev", memory);
    controller_write_address(domain, device, part);
}

const DeviceKind pstore_kind = {
    .binding = &pstore_binding,
    .placement_rank = PLACE_PSTORE,
    .check = pstore_check,
    .check_all = pstore_check_all,
    .need = pstore_need,
    .id_prefix = "pstore",
    .parts = pstore_parts,
};
