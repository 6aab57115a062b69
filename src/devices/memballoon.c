/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/memballoon.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "domain/domain_walk.h"

static const char *const model_texts[] = {
    [MEMBALLOON_NONE] = "none",
    [MEMBALLOON_VIRTIO] = "virtio",
    [MEMBALLOON_VIRTIO_TRANSITIONAL] = "virtio-transitional",
    [MEMBALLOON_VIRTIO_NON_TRANSITIONAL] = "virtio-non-transitional",
    [MEMBALLOON_XEN] = "xen",
};
static const NameTable model_names = NAME_TABLE(model_texts);

/* QEMU's device of each model; NULL: none. */
static const char *const types[] = {
    [MEMBALLOON_ABSENT] = NULL,
    [MEMBALLOON_NONE] = NULL,
    [MEMBALLOON_VIRTIO] = "virtio-balloon-pci",
    [MEMBALLOON_VIRTIO_TRANSITIONAL] = "virtio-balloon-pci-transitional",
    [MEMBALLOON_VIRTIO_NON_TRANSITIONAL] = "virtio-balloon-pci-non-transitional",
    [MEMBALLOON_XEN] = NULL,
};

static const XmlField stats_fields[] = {
    XML_ATTR("period", MemballoonStats, period, xml_type_any_base, .min = 0, .max = G_MAXINT32,
             .is_required = true),
    XML_END,
};
static const XmlBinding stats_binding = {"stats", sizeof(MemballoonStats), stats_fields};

static const XmlField driver_fields[] = {
    VIRTIO_ROWS(MemballoonDriver, virtio),
    XML_END,
};
static const XmlBinding driver_binding = {"driver", sizeof(MemballoonDriver), driver_fields};

static const XmlField memballoon_fields[] = {
    XML_ATTR("model", Memballoon, model, xml_type_enum, .argument = &model_names,
             .is_required = true),
    XML_ATTR_ON_OFF("autodeflate", Memballoon, autodeflate),
    XML_ATTR_ON_OFF("freePageReporting", Memballoon, free_page_reporting),
    XML_INLINE("stats", Memballoon, stats, stats_binding),
    XML_INLINE("driver", Memballoon, driver, driver_binding),
    DEVICE_ROWS(Memballoon),
    XML_END,
};
static const XmlBinding memballoon_binding = {"memballoon", sizeof(Memballoon), memballoon_fields};

static void
memballoon_add_implicit(Domain *domain, const DomainContext *context)
{
    Memballoon *memballoon = NULL;

    if (!context->rules->defaults->has_memballoon || domain_first(domain, &memballoon_kind) != NULL)
        return;
    memballoon = (Memballoon *)domain_add_device(domain, device_new(&memballoon_kind));
    memballoon->model = MEMBALLOON_VIRTIO;
}

/* A period of 0 means none. */
static void
memballoon_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    OptionalUint *period = &((Memballoon *)device)->stats.period;

    (void)domain;
    (void)context;
    (void)report;
    if (period->value == 0)
        period->is_set = false;
}

static void
memballoon_check(const Device *device, const Domain *domain, const DomainContext *context,
                 Report *report)
{
    const Memballoon *memballoon = (const Memballoon *)device;
    const char *type = types[memballoon->model];

    (void)domain;
    if (memballoon->model == MEMBALLOON_XEN)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("model 'xen' of <memballoon> does not exist in a pseries guest: use "
                       "'virtio' or 'none'"));
    if (memballoon->model == MEMBALLOON_NONE && device->address.type != ADDRESS_NONE)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<memballoon model='none'> is no device and can have no <address>"));
    if (type == NULL)
        return;
    device_rules_emulated(device, type, context, report);
    virtio_options_check(&memballoon->driver.virtio, type, device->line, report);
}

static void
memballoon_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_single(domain, &memballoon_kind, report);
}

static AddressNeed
memballoon_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const char *type = types[((const Memballoon *)device)->model];

    (void)domain;
    (void)context;
    return (AddressNeed){.type = type != NULL ? ADDRESS_PCI : ADDRESS_NONE, .model = type};
}

static void
memballoon_parts(const Device *device, const Domain *domain, const DomainContext *context,
                 PartList *parts)
{
    const Memballoon *memballoon = (const Memballoon *)device;
    const char *type = types[memballoon->model];
    JsonObject *part = NULL;

    (void)context;
    if (type == NULL)
        return;
    part = device_rules_part(device, type, parts);
    virtio_options_write(&memballoon->driver.virtio, part);
    if (memballoon->autodeflate != TRISTATE_ABSENT)
        json_object_set_boolean_member(part, "deflate-on-oom",
                                       memballoon->autodeflate == TRISTATE_YES);
    if (memballoon->free_page_reporting != TRISTATE_ABSENT)
        json_object_set_boolean_member(part, "free-page-reporting",
                                       memballoon->free_page_reporting == TRISTATE_YES);
    controller_write_address(domain, device, part);
}

const DeviceKind memballoon_kind = {
    .binding = &memballoon_binding,
    .placement_rank = PLACE_MEMBALLOON,
    .add_implicit = memballoon_add_implicit,
    .complete = memballoon_complete,
    .check = memballoon_check,
    .check_all = memballoon_check_all,
    .need = memballoon_need,
    .id_prefix = "balloon",
    .parts = memballoon_parts,
};
