/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/hostdev_source.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "address/iommu.h"
#include "devices/hostdev_scsi.h"

static const char *const type_texts[] = {
    [HOSTDEV_PCI] = "pci",
    [HOSTDEV_USB] = "usb",
    [HOSTDEV_MDEV] = "mdev",
    [HOSTDEV_SCSI] = "scsi",
    [HOSTDEV_SCSI_HOST] = "scsi_host",
    [HOSTDEV_STORAGE] = "storage",
    [HOSTDEV_MISC] = "misc",
    [HOSTDEV_NET] = "net",
};
const NameTable hostdev_type_names = NAME_TABLE(type_texts);

/* The bus of a USB or SCSI device is written in decimal. */
static char *
parse_bus(const XmlField *field, const char *text, void *value)
{
    return xml_type_hex.parse(field, text, value);
}

static char *
format_bus(const XmlField *field, const void *value)
{
    const HostdevAddress *address =
        (const HostdevAddress *)(const void *)((const char *)value - field->offset);

    if (address->device.is_set || address->target.is_set)
        return xml_type_uint.format(field, value);
    return xml_type_hex.format(field, value);
}

static const XmlType bus_type = {.parse = parse_bus, .format = format_bus};

static const char *const address_type_texts[] = {
    [HOSTDEV_ADDRESS_PCI] = "pci",
    [HOSTDEV_ADDRESS_USB] = "usb",
};
static const NameTable address_types = NAME_TABLE(address_type_texts);

/* The type of <hostdev> determines the type of the address. */
static bool
is_never_shown(const void *user)
{
    (void)user;
    return false;
}

#define HOST_ADDRESS_ROWS                                                                          \
    XML_LINE(HostdevAddress, pci.line),                                                            \
        XML_ATTR("domain", HostdevAddress, pci.domain, xml_type_hex, .max = 0xffff),               \
        XML_ATTR("bus", HostdevAddress, pci.bus, bus_type, .max = 0xff),                           \
        XML_ATTR("slot", HostdevAddress, pci.slot, xml_type_hex, .max = 0x1f),                     \
        XML_ATTR("function", HostdevAddress, pci.function, xml_type_hex, .max = 0x7),              \
        XML_ATTR_ANY_BASE("device", HostdevAddress, device, 1, 127),                               \
        XML_REFUSE_ELEMENT("zpci", XML_NOT_PSERIES)

static const XmlField address_fields[] = {
    XML_ATTR("type", HostdevAddress, type, xml_type_enum, .argument = &address_types,
             .is_shown = is_never_shown),
    HOST_ADDRESS_ROWS,
    XML_ATTR("uuid", HostdevAddress, uuid, xml_type_uuid, ),
    XML_ATTR_ANY_BASE("target", HostdevAddress, target, 0, G_MAXUINT32),
    XML_ATTR_ANY_BASE("unit", HostdevAddress, unit, 0, G_MAXUINT32),
    XML_REFUSE_ATTR("multifunction port controller",
                    N_("it is not for the address of a host's device")),
    XML_END,
};
static const XmlBinding address_binding_of_host = {"address", sizeof(HostdevAddress),
                                                   address_fields};

static const XmlField nic_address_fields[] = {
    XML_ATTR("type", HostdevAddress, type, xml_type_enum, .argument = &address_types,
             .is_required = true),
    HOST_ADDRESS_ROWS,
    XML_REFUSE_ATTR("multifunction port", N_("it is not for the address of a host's device")),
    XML_END,
};
const XmlBinding hostdev_nic_address_binding = {"address", sizeof(HostdevAddress),
                                                nic_address_fields};

static const XmlField id_fields[] = {
    XML_ATTR("id", HostdevId, id, xml_type_hex, .max = 0xffff, .is_required = true),
    XML_END,
};
/* libvirt takes no vendor 0. */
static const XmlField vendor_fields[] = {
    XML_ATTR("id", HostdevId, id, xml_type_hex, .min = 1, .max = 0xffff, .is_required = true),
    XML_END,
};
static const XmlBinding vendor_binding = {"vendor", sizeof(HostdevId), vendor_fields};
static const XmlBinding id_binding = {"product", sizeof(HostdevId), id_fields};

static const XmlField adapter_fields[] = {
    XML_ATTR("name", HostdevAdapter, name, xml_type_string, .is_required = true),
    XML_REFUSE_ATTR("type managed parent parent_wwnn parent_wwpn parent_fabric_wwn wwnn wwpn",
                    N_("it is for adapters of storage pools")),
    XML_REFUSE_ELEMENT("parentaddr", N_("it is for adapters of storage pools")),
    XML_END,
};
static const XmlBinding adapter_binding = {"adapter", sizeof(HostdevAdapter), adapter_fields};

static const char *const protocol_texts[] = {
    [HOSTDEV_ISCSI] = "iscsi",
    [HOSTDEV_VHOST] = "vhost",
};
static const NameTable protocols = NAME_TABLE(protocol_texts);

static const char *const startup_texts[] = {NULL, "mandatory", "requisite", "optional"};
static const NameTable startups = NAME_TABLE(startup_texts);

static const char *const reset_texts[] = {
    [HOSTDEV_RESET_OFF] = "off",
    [HOSTDEV_RESET_UNINITIALIZED] = "uninitialized",
    [HOSTDEV_RESET_ON] = "on",
};
static const NameTable resets = NAME_TABLE(reset_texts);

static const XmlField source_fields[] = {
    XML_ATTR_ENUM("startupPolicy", HostdevSource, startup_policy, startups),
    XML_ATTR_ENUM("guestReset", HostdevSource, guest_reset, resets),
    XML_ATTR_ENUM("protocol", HostdevSource, protocol, protocols),
    XML_ATTR_STRING("name", HostdevSource, name),
    XML_ATTR_STRING("wwpn", HostdevSource, wwpn),
    XML_INLINE("vendor", HostdevSource, vendor, vendor_binding),
    XML_INLINE("product", HostdevSource, product, id_binding),
    XML_INLINE("adapter", HostdevSource, adapter, adapter_binding),
    XML_LIST("host", HostdevSource, hosts, disk_host_binding),
    XML_CHILD("auth", HostdevSource, auth, disk_auth_binding),
    XML_INLINE("initiator", HostdevSource, initiator, disk_initiator_binding),
    XML_CHILD("address", HostdevSource, address, address_binding_of_host),
    XML_REFUSE_ATTR("writeFiltering",
                    N_("QEMU does not filter what is written to a PCI device's configuration")),
    XML_REFUSE_ATTR("missing", N_("a daemon alone writes it, about a guest that runs")),
    XML_REFUSE_ELEMENT("block char interface", N_("it is for containers")),
    XML_END,
};
const XmlBinding hostdev_source_binding = {"source", sizeof(HostdevSource), source_fields};

static bool
names_pci(const HostdevSource *source)
{
    const HostdevAddress *address = source->address;

    return address != NULL && address->pci.bus.is_set && address->pci.slot.is_set &&
           address->pci.function.is_set && !address->device.is_set && address->uuid == NULL;
}

static bool
names_usb(const HostdevSource *source)
{
    const HostdevAddress *address = source->address;
    bool has_ids = source->vendor.id.is_set && source->product.id.is_set;

    if (address == NULL)
        return has_ids;
    return address->pci.bus.is_set && address->device.is_set && !address->pci.slot.is_set &&
           !address->pci.function.is_set && !address->pci.domain.is_set && address->uuid == NULL &&
           source->vendor.id.is_set == source->product.id.is_set;
}

static bool
names_mdev(const HostdevSource *source)
{
    const HostdevAddress *address = source->address;

    return address != NULL && address->uuid != NULL && !address->pci.bus.is_set &&
           !address->device.is_set;
}

static bool
names_scsi(const HostdevSource *source)
{
    const HostdevAddress *address = source->address;

    if (source->protocol == HOSTDEV_ISCSI)
        return source->name != NULL && source->hosts != NULL && source->hosts->len == 1 &&
               address == NULL && source->adapter.name == NULL;
    return source->protocol == HOSTDEV_PROTOCOL_NONE && source->adapter.name != NULL &&
           g_regex_match_simple("^" HOSTDEV_ADAPTER_PREFIX "[0-9]+$", source->adapter.name, 0, 0) &&
           address != NULL && address->pci.bus.is_set && address->target.is_set &&
           address->unit.is_set;
}

static bool
names_scsi_host(const HostdevSource *source)
{
    return source->protocol == HOSTDEV_VHOST && source->wwpn != NULL &&
           g_regex_match_simple("^naa\\.[0-9a-fA-F]{16}$", source->wwpn, 0, 0);
}

static const struct {
    bool (*is_whole)(const HostdevSource *source);
    const char *wanted; /* N_() */
} rules[] = {
    [HOSTDEV_PCI] = {names_pci, N_("an <address> with domain, bus, slot and function")},
    [HOSTDEV_USB] = {names_usb, N_("<vendor id=''/> and <product id=''/>, or an <address> with bus "
                                   "and device")},
    [HOSTDEV_MDEV] = {names_mdev, N_("an <address uuid=''/>")},
    [HOSTDEV_SCSI] = {names_scsi,
                      N_("<adapter name='scsi_host2'/> and an <address> with bus, target and unit, "
                         "or protocol='iscsi', a name and one <host>")},
    [HOSTDEV_SCSI_HOST] = {names_scsi_host,
                           N_("protocol='vhost' and a wwpn of the form 'naa.5123456789abcde0'")},
};

bool
hostdev_source_is_whole(const HostdevSource *source, HostdevType type)
{
    return rules[type].is_whole(source);
}

static void
check_address(const HostdevAddress *address, HostdevType type, unsigned line, Report *report)
{
    const struct {
        const char *name;
        bool is_given, belongs;
    } members[] = {
        {"domain", address->pci.domain.is_set, type == HOSTDEV_PCI},
        {"slot", address->pci.slot.is_set, type == HOSTDEV_PCI},
        {"function", address->pci.function.is_set, type == HOSTDEV_PCI},
        {"device", address->device.is_set, type == HOSTDEV_USB},
        {"target", address->target.is_set, type == HOSTDEV_SCSI},
        {"unit", address->unit.is_set, type == HOSTDEV_SCSI},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (members[i].is_given && !members[i].belongs)
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("'%s' does not belong in the <address> of the <source> of a <hostdev "
                           "type='%s'>"),
                         members[i].name, type_texts[type]);
}

/* Reports what tells a device of another type. */
static void
check_members(const HostdevSource *source, HostdevType type, unsigned line, Report *report)
{
    bool is_iscsi = type == HOSTDEV_SCSI && source->protocol == HOSTDEV_ISCSI;
    const struct {
        const char *name;
        bool is_given, belongs;
    } members[] = {
        {"vendor", source->vendor.id.is_set, type == HOSTDEV_USB},
        {"product", source->product.id.is_set, type == HOSTDEV_USB},
        {"guestReset", source->guest_reset != HOSTDEV_RESET_NONE, type == HOSTDEV_USB},
        {"startupPolicy", source->startup_policy != 0, type == HOSTDEV_USB},
        {"adapter", source->adapter.name != NULL, type == HOSTDEV_SCSI && !is_iscsi},
        {"protocol", source->protocol != HOSTDEV_PROTOCOL_NONE,
         type == HOSTDEV_SCSI || type == HOSTDEV_SCSI_HOST},
        {"name", source->name != NULL, is_iscsi},
        {"host", source->hosts != NULL, is_iscsi},
        {"auth", source->auth != NULL, is_iscsi},
        {"initiator", source->initiator.iqn.name != NULL, is_iscsi},
        {"wwpn", source->wwpn != NULL, type == HOSTDEV_SCSI_HOST},
        {"address", source->address != NULL, type != HOSTDEV_SCSI_HOST && !is_iscsi},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (members[i].is_given && !members[i].belongs)
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("'%s' does not belong in the <source> of this <hostdev type='%s'>"),
                         members[i].name, type_texts[type]);
    if (source->address != NULL)
        check_address(source->address, type, line, report);
}

void
hostdev_source_check(const HostdevSource *source, HostdevType type, unsigned line, Report *report)
{
    if (!rules[type].is_whole(source))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<hostdev> of type '%s' lacks its <source> with the host's device: %s"),
                     type_texts[type], _(rules[type].wanted));
    else if (type == HOSTDEV_SCSI && source->protocol == HOSTDEV_ISCSI)
        hostdev_scsi_check_iscsi(source, line, report);
    check_members(source, type, line, report);
}

DiskNetwork
hostdev_source_network(const HostdevSource *source)
{
    return (DiskNetwork){.protocol = DISK_ISCSI,
                         .name = source->name,
                         .hosts = source->hosts,
                         .initiator = source->initiator};
}

char *
hostdev_source_text(const HostdevSource *source, HostdevType type)
{
    const HostdevAddress *address = source->address;

    if (type == HOSTDEV_PCI)
        return host_pci_name(&address->pci);
    if (type == HOSTDEV_MDEV)
        return g_strdup(address->uuid);
    if (type == HOSTDEV_SCSI_HOST)
        return g_strdup(source->wwpn);
    if (type == HOSTDEV_SCSI)
        return hostdev_scsi_text(source);
    if (address != NULL)
        return g_strdup_printf("usb %03u:%03u", (unsigned)address->pci.bus.value,
                               (unsigned)address->device.value);
    return g_strdup_printf("usb 0x%04x:0x%04x", (unsigned)source->vendor.id.value,
                           (unsigned)source->product.id.value);
}

/* QEMU itself searches for a USB device given only by its ids. */
static void
write_usb(const HostdevSource *source, JsonObject *part)
{
    HostdevGuestReset reset = source->guest_reset;

    if (reset != HOSTDEV_RESET_NONE)
        part_set_bool(part, "guest-reset", reset != HOSTDEV_RESET_OFF);
    if (reset >= HOSTDEV_RESET_UNINITIALIZED)
        part_set_bool(part, "guest-resets-all", reset == HOSTDEV_RESET_ON);
    if (source->address != NULL) {
        part_set_string_format(part, "hostdevice", "/dev/bus/usb/%03u/%03u",
                               (unsigned)source->address->pci.bus.value,
                               (unsigned)source->address->device.value);
    } else {
        part_set_uint(part, "vendorid", source->vendor.id.value);
        part_set_uint(part, "productid", source->product.id.value);
    }
}

void
hostdev_source_write(const HostdevSource *source, HostdevType type, JsonObject *part)
{
    if (type == HOSTDEV_USB) {
        write_usb(source, part);
    } else if (type == HOSTDEV_MDEV) {
        part_set_string_format(part, "sysfsdev", "/sys/bus/mdev/devices/%s", source->address->uuid);
    } else {
        g_autofree char *name = host_pci_name(&source->address->pci);

        part_set_string(part, "host", name);
    }
}

void
hostdev_source_complete(HostdevSource *source, HostdevType type, unsigned line,
                        const DomainContext *context, Report *report)
{
    g_autofree char *name = NULL;
    int group = -1;

    if (type == HOSTDEV_SCSI && source->protocol == HOSTDEV_ISCSI) {
        DiskNetwork network = hostdev_source_network(source);

        disk_network_complete(&network);
        source->name = network.name;
    }
    if (type != HOSTDEV_PCI || !hostdev_source_is_whole(source, type))
        return;
    if (!source->address->pci.domain.is_set)
        source->address->pci.domain = OPTIONAL_UINT(0);
    /* Read once, so that all steps of planning see the same. */
    group = iommu_group_of(context->sysfs, &source->address->pci);
    if (group >= 0) {
        source->iommu_group = (OptionalInt){.value = group, .is_set = true};
        return;
    }
    name = host_pci_name(&source->address->pci);
    report_warning(report, line,
                   _("no IOMMU group is known for host device '%s': it is placed like an emulated "
                     "device, and not kept apart from others"),
                   name);
}

const HostPciAddress *
hostdev_source_pci(const HostdevSource *source, HostdevType type)
{
    return type == HOSTDEV_PCI && source->address != NULL ? &source->address->pci : NULL;
}

int
hostdev_source_isolation(const HostdevSource *source)
{
    return source->iommu_group.is_set ? (int)source->iommu_group.value + 1 : 0;
}
