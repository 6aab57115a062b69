/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/hostdev.h"
#include "devices/controller_check.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "devices/hostdev_scsi.h"
#include "devices/interface_hostdev.h"
#include "domain/domain_walk.h"

static const char *const mode_texts[] = {
    [HOSTDEV_SUBSYSTEM] = "subsystem",
    [HOSTDEV_CAPABILITIES] = "capabilities",
};
static const NameTable mode_names = NAME_TABLE(mode_texts);

static const char *const model_texts[] = {
    [HOSTDEV_VFIO_PCI] = "vfio-pci",
    [HOSTDEV_VIRTIO] = "virtio",
    [HOSTDEV_VIRTIO_TRANSITIONAL] = "virtio-transitional",
    [HOSTDEV_VIRTIO_NON_TRANSITIONAL] = "virtio-non-transitional",
    [HOSTDEV_VFIO_CCW] = "vfio-ccw",
    [HOSTDEV_VFIO_AP] = "vfio-ap",
};
static const NameTable model_names = NAME_TABLE(model_texts);

/* QEMU's device of each type, and its bus; NULL: not supported. */
static const struct {
    const char *driver;
    AddressType address;
} types[] = {
    [HOSTDEV_PCI] = {"vfio-pci", ADDRESS_PCI},
    [HOSTDEV_USB] = {"usb-host", ADDRESS_USB},
    [HOSTDEV_MDEV] = {"vfio-pci", ADDRESS_PCI},
    [HOSTDEV_SCSI] = {"scsi-generic", ADDRESS_DRIVE},
    [HOSTDEV_SCSI_HOST] = {"vhost-scsi-pci", ADDRESS_PCI},
    [HOSTDEV_NET] = {NULL, ADDRESS_NONE},
};

static const char *
driver_of(const Hostdev *hostdev)
{
    if (hostdev->model == HOSTDEV_VIRTIO_TRANSITIONAL)
        return "vhost-scsi-pci-transitional";
    if (hostdev->model == HOSTDEV_VIRTIO_NON_TRANSITIONAL)
        return "vhost-scsi-pci-non-transitional";
    return types[hostdev->type].driver;
}

static const char *const driver_texts[] = {
    [HOSTDEV_VFIO] = "vfio",
    [HOSTDEV_KVM] = "kvm",
    [HOSTDEV_XEN] = "xen",
};
static const NameTable driver_names = NAME_TABLE(driver_texts);

static const XmlField driver_fields[] = {
    XML_ATTR_ENUM("name", HostdevDriver, name, driver_names),
    XML_ATTR_STRING("model", HostdevDriver, model),
    XML_REFUSE_ATTR("iommufd", NO_IOMMUFD),
    XML_END,
};
static const XmlBinding driver_binding = {"driver", sizeof(HostdevDriver), driver_fields};

static const char *const sgio_texts[] = {NULL, "filtered"};
static const NameTable sgio_names = NAME_TABLE(sgio_texts);

static const XmlField hostdev_fields[] = {
    XML_ATTR_ENUM("mode", Hostdev, mode, mode_names),
    XML_ATTR("type", Hostdev, type, xml_type_enum, .argument = &hostdev_type_names,
             .is_required = true),
    XML_ATTR_YES_NO_OR_EMPTY("managed", Hostdev, managed),
    XML_ATTR_ENUM("model", Hostdev, model, model_names),
    XML_ATTR_ON_OFF("display", Hostdev, display),
    XML_ATTR_ON_OFF("ramfb", Hostdev, ramfb),
    XML_ATTR_YES_NO("rawio", Hostdev, raw_io),
    XML_ATTR_ENUM("sgio", Hostdev, sgio, sgio_names),
    XML_INLINE("driver", Hostdev, driver, driver_binding),
    XML_INLINE("source", Hostdev, source, hostdev_source_binding),
    DEVICE_BOOT_ROW(Hostdev),
    XML_INLINE("teaming", Hostdev, teaming, teaming_binding),
    XML_INLINE("rom", Hostdev, rom, rom_binding),
    XML_FLAG("readonly", Hostdev, is_readonly),
    XML_FLAG("shareable", Hostdev, is_shareable),
    XML_REFUSE_ELEMENT("ip route", N_("it is for containers")),
    DEVICE_ROWS(Hostdev),
    XML_END,
};
static const XmlBinding hostdev_binding = {"hostdev", sizeof(Hostdev), hostdev_fields};

static void
hostdev_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Hostdev *hostdev = (Hostdev *)device;

    if (hostdev->mode == HOSTDEV_MODE_NONE)
        hostdev->mode = HOSTDEV_SUBSYSTEM;
    if (hostdev->managed == TRISTATE_ABSENT)
        hostdev->managed = TRISTATE_NO;
    if (hostdev->model == HOSTDEV_VFIO_PCI && hostdev->display == TRISTATE_ABSENT)
        hostdev->display = TRISTATE_NO;
    hostdev_scsi_complete(hostdev, domain, context, report);
    hostdev_source_complete(&hostdev->source, hostdev->type, device->line, context, report);
}

static void
check_model(const Hostdev *hostdev, Report *report)
{
    bool is_virtio = hostdev->model >= HOSTDEV_VIRTIO && hostdev->model < HOSTDEV_VFIO_CCW;
    unsigned line = hostdev->device.line;

    if (hostdev->type == HOSTDEV_MDEV && hostdev->model == HOSTDEV_MODEL_NONE)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<hostdev type='mdev'> lacks its model='vfio-pci'"));
    if (hostdev->model >= HOSTDEV_VFIO_CCW)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("model '%s' of <hostdev> does not exist in a pseries guest: use "
                       "'vfio-pci'"),
                     model_texts[hostdev->model]);
    else if ((is_virtio && hostdev->type != HOSTDEV_SCSI_HOST) ||
             (hostdev->model == HOSTDEV_VFIO_PCI && hostdev->type != HOSTDEV_MDEV))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<hostdev type='%s'> cannot have the model '%s'"),
                     hostdev_type_names.names[hostdev->type], model_texts[hostdev->model]);
    if (hostdev->type != HOSTDEV_MDEV &&
        (hostdev->display != TRISTATE_ABSENT || hostdev->ramfb != TRISTATE_ABSENT))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'display' and 'ramfb' belong only in <hostdev type='mdev'>"));
    if (hostdev->display == TRISTATE_YES || hostdev->ramfb == TRISTATE_YES)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("display='on' and ramfb='on' of <hostdev> are for the screens of graphics "
                       "cards that the host shares out, and no host for pseries guests has them"));
}

/* A setting without effect is an error, so that nobody relies on it. */
static void
check_belongings(const Hostdev *hostdev, Report *report)
{
    bool is_scsi = hostdev->type == HOSTDEV_SCSI;
    bool is_pci = hostdev->type == HOSTDEV_PCI;
    bool is_rom_given = hostdev->rom.enabled != TRISTATE_ABSENT ||
                        hostdev->rom.bar != TRISTATE_ABSENT || hostdev->rom.file != NULL;
    const struct {
        bool is_given, is_fitting;
        const char *name;
    } belongings[] = {
        {hostdev->raw_io != TRISTATE_ABSENT, is_scsi, "rawio"},
        {hostdev->sgio != 0, is_scsi, "sgio"},
        {hostdev->is_readonly, is_scsi, "<readonly>"},
        {hostdev->is_shareable, is_scsi, "<shareable>"},
        {hostdev->driver.model != NULL, is_pci, "<driver model=''>"},
        {is_rom_given, is_pci, "<rom>"},
        {hostdev->teaming.type != TEAMING_NONE, is_pci, "<teaming>"},
        {hostdev->device.boot.order.is_set, is_pci || is_scsi || hostdev->type == HOSTDEV_USB,
         "<boot>"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(belongings); i++)
        if (belongings[i].is_given && !belongings[i].is_fitting)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, hostdev->device.line,
                         _("%s does not belong in <hostdev type='%s'>"), belongings[i].name,
                         hostdev_type_names.names[hostdev->type]);
}

static void
check_teaming(const Hostdev *hostdev, Report *report)
{
    const Teaming *teaming = &hostdev->teaming;

    if (teaming->type == TEAMING_PERSISTENT)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, hostdev->device.line,
                     _("teaming hostdev devices must have type='transient', as the persistent card "
                       "of the two is a virtual one"));
    if (teaming->type == TEAMING_TRANSIENT && teaming->persistent == NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, hostdev->device.line,
                     _("<teaming type='transient'> lacks 'persistent', the alias of the interface "
                       "that stays"));
    teaming_check(teaming, hostdev->device.line, report);
}

static void
hostdev_check(const Device *device, const Domain *domain, const DomainContext *context,
              Report *report)
{
    const Hostdev *hostdev = (const Hostdev *)device;

    if (hostdev->type == HOSTDEV_NONE)
        return; /* reported by the table */
    if (hostdev->mode != HOSTDEV_SUBSYSTEM || types[hostdev->type].driver == NULL) {
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
            _("<hostdev mode='%s' type='%s'> is for containers: use mode 'subsystem' and type "
              "'pci', 'usb', 'mdev', 'scsi' or 'scsi_host'"),
            mode_texts[hostdev->mode], hostdev_type_names.names[hostdev->type]);
        return;
    }
    hostdev_source_check(&hostdev->source, hostdev->type, device->line, report);
    check_model(hostdev, report);
    check_belongings(hostdev, report);
    check_teaming(hostdev, report);
    if (hostdev->driver.name > HOSTDEV_VFIO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("driver '%s' of <hostdev> is not supported: use 'vfio'"),
                     driver_texts[hostdev->driver.name]);
    device_rules_emulated(device, driver_of(hostdev), context, report);
    controller_check_reach(device, CONTROLLER_SCSI, "hostdev", domain, report);
    rom_check(&hostdev->rom, report);
}

static bool
is_usb(const Device *device)
{
    return ((const Hostdev *)device)->type == HOSTDEV_USB;
}

/* Returns: (borrowed, nullable) the host device of a <hostdev> or of a passed-through NIC. */
static const HostdevSource *
source_of(const Device *device, HostdevType *type)
{
    const Hostdev *hostdev = (const Hostdev *)device;
    const Interface *nic = (const Interface *)device;
    const HostdevSource *source = NULL;

    *type = HOSTDEV_PCI;
    if (device->kind == &interface_kind && nic->type == INTERFACE_HOSTDEV)
        source = &nic->source.hostdev;
    if (device->kind == &hostdev_kind && types[hostdev->type].driver != NULL) {
        source = &hostdev->source;
        *type = hostdev->type;
    }
    return source != NULL && hostdev_source_is_whole(source, *type) ? source : NULL;
}

static void
hostdev_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    (void)context;
    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        HostdevType type = HOSTDEV_NONE;
        const HostdevSource *source = source_of(device, &type);

        if (source != NULL && !g_hash_table_add(names, hostdev_source_text(source, type))) {
            g_autofree char *name = hostdev_source_text(source, type);

            report_error(report, VIR_ERR_XML_ERROR, device->line,
                         _("host device '%s' already exists in this guest: it can be passed "
                           "through once"),
                         name);
        }
    }
    device_rules_usb(domain, &hostdev_kind, is_usb, report);
}

static AddressNeed
hostdev_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const Hostdev *hostdev = (const Hostdev *)device;

    (void)domain;
    (void)context;
    return (AddressNeed){
        .type = types[hostdev->type].address,
        .model = driver_of(hostdev),
        .drive_bus = CONTROLLER_SCSI,
        .isolation_group = hostdev_source_isolation(&hostdev->source),
    };
}

static void
hostdev_parts(const Device *device, const Domain *domain, const DomainContext *context,
              PartList *parts)
{
    const Hostdev *hostdev = (const Hostdev *)device;
    JsonObject *part = NULL;

    if (hostdev->type == HOSTDEV_SCSI)
        hostdev_scsi_add_node(hostdev, context, parts);
    part = device_rules_part(device, driver_of(hostdev), parts);
    if (hostdev->type == HOSTDEV_SCSI || hostdev->type == HOSTDEV_SCSI_HOST)
        hostdev_scsi_write(hostdev, part);
    else
        hostdev_source_write(&hostdev->source, hostdev->type, part);
    /* A string, since QEMU also takes "auto". */
    if (hostdev->display != TRISTATE_ABSENT)
        part_set_string(part, "display", hostdev->display == TRISTATE_YES ? "on" : "off");
    controller_write_address(domain, device, part);
    if (device->boot_index > 0)
        json_object_set_int_member(part, "bootindex", device->boot_index);
    part_set_string(part, "failover_pair_id", hostdev->teaming.persistent);
    rom_write(&hostdev->rom, part);
}

/* Bootable only by its own <boot order=''/>. */
static BootAs
hostdev_boot_as(const Device *device)
{
    (void)device;
    return BOOT_AS_NOTHING;
}

static const HostPciAddress *
hostdev_pci(const Device *device)
{
    const Hostdev *hostdev = (const Hostdev *)device;

    return hostdev_source_pci(&hostdev->source, hostdev->type);
}

static void
hostdev_clear(Device *device)
{
    g_free(((Hostdev *)device)->vhost_fd);
}

static void
hostdev_copy(Device *device, const Device *from, const Domain *domain, const Domain *from_domain)
{
    (void)domain;
    (void)from_domain;
    ((Hostdev *)device)->vhost_fd = g_strdup(((const Hostdev *)from)->vhost_fd);
}

const DeviceKind hostdev_kind = {
    .binding = &hostdev_binding,
    .placement_rank = PLACE_HOSTDEV,
    .host_pci = hostdev_pci,
    .complete = hostdev_complete,
    .check = hostdev_check,
    .check_all = hostdev_check_all,
    .need = hostdev_need,
    .id_prefix = "hostdev",
    .number_all = hostdev_scsi_number_all,
    .parts = hostdev_parts,
    .boot_as = hostdev_boot_as,
    .clear = hostdev_clear,
    .copy = hostdev_copy,
};
