/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/hostdev.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "address/iommu.h"
#include "devices/controller.h"
#include "devices/device_rules.h"

static const char *const mode_texts[] = {
    [HOSTDEV_SUBSYSTEM] = "subsystem",
    [HOSTDEV_CAPABILITIES] = "capabilities",
};
static const NameTable mode_names = NAME_TABLE(mode_texts);

static const char *const type_texts[] = {
    [HOSTDEV_PCI] = "pci",   [HOSTDEV_USB] = "usb",
    [HOSTDEV_SCSI] = "scsi", [HOSTDEV_SCSI_HOST] = "scsi_host",
    [HOSTDEV_MDEV] = "mdev", [HOSTDEV_STORAGE] = "storage",
    [HOSTDEV_MISC] = "misc", [HOSTDEV_NET] = "net",
};
static const NameTable type_names = NAME_TABLE(type_texts);

static const char *const driver_texts[] = {
    [HOSTDEV_VFIO] = "vfio",
    [HOSTDEV_KVM] = "kvm",
    [HOSTDEV_XEN] = "xen",
};
static const NameTable driver_names = NAME_TABLE(driver_texts);

static const XmlField driver_fields[] = {
    XML_ATTR_ENUM("name", HostdevDriver, name, driver_names),
    XML_END,
};
static const XmlBinding driver_binding = {"driver", sizeof(HostdevDriver), driver_fields};

static const XmlField source_fields[] = {
    XML_CHILD("address", HostdevSource, address, host_pci_address_binding),
    XML_REFUSE_ATTR("startupPolicy writeFiltering guestReset protocol name wwpn missing",
                    XML_NOT_YET),
    XML_REFUSE_ELEMENT("adapter auth block char host initiator interface product vendor",
                       XML_NOT_YET),
    XML_END,
};
static const XmlBinding source_binding = {"source", sizeof(HostdevSource), source_fields};

static const XmlField hostdev_fields[] = {
    XML_ATTR_ENUM("mode", Hostdev, mode, mode_names),
    XML_ATTR("type", Hostdev, type, xml_type_enum, .argument = &type_names, .is_required = true),
    XML_ATTR_YES_NO("managed", Hostdev, managed),
    XML_REFUSE_ATTR("display model ramfb rawio sgio", XML_NOT_YET),
    XML_INLINE("driver", Hostdev, driver, driver_binding),
    XML_INLINE("source", Hostdev, source, source_binding),
    DEVICE_BOOT_ROW(Hostdev),
    XML_INLINE("rom", Hostdev, rom, rom_binding),
    XML_REFUSE_ELEMENT("ip readonly route shareable teaming", XML_NOT_YET),
    DEVICE_ROWS(Hostdev),
    XML_END,
};
static const XmlBinding hostdev_binding = {"hostdev", sizeof(Hostdev), hostdev_fields};

/* Returns: (owned) the host's name of the device, "0001:01:00.0". */
static char *
host_name(const HostPciAddress *address)
{
    return g_strdup_printf("%04x:%02x:%02x.%x", (unsigned)address->domain.value,
                           (unsigned)address->bus.value, (unsigned)address->slot.value,
                           (unsigned)address->function.value);
}

/* The host's view is taken once, so that all steps of planning see the same. */
static void
find_iommu_group(Hostdev *hostdev, const DomainContext *context, Report *report)
{
    g_autofree char *name = host_name(hostdev->source.address);
    int group = iommu_group_of(context->sysfs, hostdev->source.address);

    if (group >= 0) {
        hostdev->iommu_group = (OptionalInt){.value = group, .is_set = true};
        return;
    }
    report_warning(report, hostdev->device.line,
                   _("no IOMMU group is known for host device '%s': it is placed like an emulated "
                     "device, and not kept apart from others"),
                   name);
}

static void
hostdev_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Hostdev *hostdev = (Hostdev *)device;

    (void)domain;
    if (hostdev->mode == HOSTDEV_MODE_NONE)
        hostdev->mode = HOSTDEV_SUBSYSTEM;
    if (hostdev->managed == TRISTATE_ABSENT)
        hostdev->managed = TRISTATE_NO;
    if (hostdev->type != HOSTDEV_PCI || hostdev->source.address == NULL)
        return;
    if (!hostdev->source.address->domain.is_set)
        hostdev->source.address->domain = OPTIONAL_UINT(0);
    find_iommu_group(hostdev, context, report);
}

static void
hostdev_check(const Device *device, const Domain *domain, const DomainContext *context,
              Report *report)
{
    const Hostdev *hostdev = (const Hostdev *)device;

    (void)domain;
    if (hostdev->type == HOSTDEV_NONE)
        return; /* the table has said so */
    if (hostdev->mode != HOSTDEV_SUBSYSTEM || hostdev->type != HOSTDEV_PCI) {
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
            _("<hostdev mode='%s' type='%s'> is not supported yet: use mode 'subsystem' and "
              "type 'pci'"),
            mode_texts[hostdev->mode], type_texts[hostdev->type]);
        return;
    }
    if (hostdev->source.address == NULL)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("<hostdev> lacks its <source> with the host's <address>"));
    if (hostdev->driver.name > HOSTDEV_VFIO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("driver '%s' of <hostdev> is not supported: use 'vfio'"),
                     driver_texts[hostdev->driver.name]);
    device_rules_emulated(device, "vfio-pci", context, report);
    rom_check(&hostdev->rom, report);
}

static void
hostdev_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    (void)context;
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Hostdev *hostdev = (const Hostdev *)domain_device(domain, i);
        g_autofree char *name = NULL;

        if (hostdev->device.kind != &hostdev_kind || hostdev->type != HOSTDEV_PCI ||
            hostdev->source.address == NULL)
            continue;
        name = host_name(hostdev->source.address);
        if (g_hash_table_contains(names, name))
            report_error(
                report, VIR_ERR_XML_ERROR, hostdev->device.line,
                _("host device '%s' already exists in this guest: it can be passed through "
                  "once"),
                name);
        g_hash_table_add(names, g_steal_pointer(&name));
    }
}

static AddressNeed
hostdev_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const Hostdev *hostdev = (const Hostdev *)device;

    (void)domain;
    (void)context;
    return (AddressNeed){
        .type = ADDRESS_PCI,
        .model = "vfio-pci",
        .isolation_group = hostdev->iommu_group.is_set ? (int)hostdev->iommu_group.value + 1 : 0,
    };
}

static char *
hostdev_id(const Device *device, const Domain *domain, unsigned position)
{
    (void)device;
    (void)domain;
    return g_strdup_printf("hostdev%u", position);
}

static void
hostdev_parts(const Device *device, const Domain *domain, const DomainContext *context,
              PartList *parts)
{
    const Hostdev *hostdev = (const Hostdev *)device;
    g_autofree char *name = host_name(hostdev->source.address);
    JsonObject *part = device_rules_part(device, "vfio-pci", parts);

    (void)context;
    json_object_set_string_member(part, "host", name);
    controller_write_address(domain, device, part);
    if (device->boot_index > 0)
        json_object_set_int_member(part, "bootindex", device->boot_index);
    rom_write(&hostdev->rom, part);
}

/* Only its own <boot order=''/> makes the guest boot from it. */
static BootAs
hostdev_boot_as(const Device *device)
{
    (void)device;
    return BOOT_AS_NOTHING;
}

const DeviceKind hostdev_kind = {
    .binding = &hostdev_binding,
    .placement_rank = PLACE_HOSTDEV,
    .complete = hostdev_complete,
    .check = hostdev_check,
    .check_all = hostdev_check_all,
    .need = hostdev_need,
    .id = hostdev_id,
    .parts = hostdev_parts,
    .boot_as = hostdev_boot_as,
};
