/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "devices/controller.h"
#include "devices/device_rules.h"

/* libvirt's mapping of names to SCSI addresses: 15 units a controller, and number 7 is the
 * adapter's own. */
enum { UNITS_PER_CONTROLLER = 15, ADAPTER_UNIT = 7 };

static const struct {
    const char *prefix;
    DiskBus bus;
} prefixes[] = {
    {"vd", DISK_BUS_VIRTIO},
    {"sd", DISK_BUS_SCSI},
    {"hd", DISK_BUS_IDE},
    {"fd", DISK_BUS_FDC},
};

static const Disk *
as_disk(const Device *device)
{
    return (const Disk *)(const void *)device;
}

int
disk_target_number(const char *target)
{
    int number = 0;
    const char *at = target;

    if (target == NULL || strlen(target) < 3 || strlen(target) > 6)
        return -1;
    for (at += 2; g_ascii_islower(*at); at++)
        number = number * 26 + (*at - 'a') + 1;
    return *at == '\0' ? number - 1 : -1;
}

bool
disk_has_source(const Disk *disk)
{
    return disk->source.file != NULL || disk->source.dev != NULL;
}

/* ---- defaults ---- */

static DiskBus
bus_of_name(const char *target)
{
    for (size_t i = 0; target != NULL && i < G_N_ELEMENTS(prefixes); i++)
        if (g_str_has_prefix(target, prefixes[i].prefix))
            return prefixes[i].bus;
    return DISK_BUS_NONE;
}

static void
complete_drive_address(Disk *disk, Domain *domain)
{
    Address *address = &disk->device.address;
    unsigned number = (unsigned)MAX(disk_target_number(disk->target.dev), 0);
    unsigned unit = number % UNITS_PER_CONTROLLER;

    if (address->type == ADDRESS_NONE) {
        address->type = ADDRESS_DRIVE;
        address->controller = OPTIONAL_UINT(number / UNITS_PER_CONTROLLER);
        address->unit = OPTIONAL_UINT(unit >= ADAPTER_UNIT ? unit + 1 : unit);
    }
    address->controller = OPTIONAL_UINT(address->controller.value);
    address->bus = OPTIONAL_UINT(address->bus.value);
    address->target = OPTIONAL_UINT(address->target.value);
    address->unit = OPTIONAL_UINT(address->unit.value);
    for (uint64_t index = 0; index <= MIN(address->controller.value, 255); index++)
        controller_require(domain, CONTROLLER_SCSI, index);
}

static void
disk_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Disk *disk = (Disk *)(void *)device;

    (void)report;
    if (disk->type == DISK_TYPE_NONE)
        disk->type = DISK_TYPE_FILE;
    if (disk->device_type == DISK_DEVICE_NONE)
        disk->device_type = DISK_DEVICE_DISK;
    if (disk->target.bus == DISK_BUS_NONE)
        disk->target.bus = bus_of_name(disk->target.dev);
    if (disk->driver.name == NULL)
        disk->driver.name = g_strdup("qemu");
    if (disk->driver.type == NULL)
        disk->driver.type = g_strdup("raw");
    if (disk->device_type == DISK_DEVICE_CDROM)
        disk->is_readonly = true;
    /* A closed tray is what there is when nothing is said. */
    if (disk->target.tray == DISK_TRAY_CLOSED)
        disk->target.tray = DISK_TRAY_NONE;
    if (disk->target.bus == DISK_BUS_SCSI && !context->is_papr)
        complete_drive_address(disk, domain);
}

static DeviceOrder
disk_order(const Device *device)
{
    const Disk *disk = as_disk(device);

    return (DeviceOrder){(unsigned)disk->target.bus,
                         (uint64_t)MAX(disk_target_number(disk->target.dev), 0)};
}

/* ---- checks ---- */

static void
check_bus(const Disk *disk, Report *report)
{
    unsigned line = disk->device.line;

    switch (disk->target.bus) {
    case DISK_BUS_NONE:
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("the name '%s' of a disk says no bus: use bus='virtio', 'scsi' or 'usb'"),
                     disk->target.dev);
        return;
    case DISK_BUS_IDE:
    case DISK_BUS_SATA:
    case DISK_BUS_FDC:
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, line,
            _("IDE controllers are unsupported for this QEMU binary or machine type, as are "
              "SATA and floppy ones: put '%s' on bus 'virtio', 'scsi' or 'usb'"),
            disk->target.dev);
        return;
    case DISK_BUS_VIRTIO:
    case DISK_BUS_SCSI:
    case DISK_BUS_USB:
        return;
    }
}

static void
check_source(const Disk *disk, Report *report)
{
    unsigned line = disk->device.line;
    bool is_file = disk->type == DISK_TYPE_FILE;
    const char *foreign = is_file ? disk->source.dev : disk->source.file;

    if (foreign != NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of a disk of type '%s' takes the attribute '%s', not '%s'"),
                     is_file ? "file" : "block", is_file ? "file" : "dev",
                     is_file ? "dev" : "file");
    if (!disk_has_source(disk) && disk->device_type != DISK_DEVICE_CDROM)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("disk '%s' has no <source>: only a CD-ROM may be empty"), disk->target.dev);
}

static void
check_device(const Disk *disk, Report *report)
{
    unsigned line = disk->device.line;

    if (disk->device_type == DISK_DEVICE_FLOPPY)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("a pseries guest has no floppy drive: use device='disk' or 'cdrom'"));
    if (disk->device_type == DISK_DEVICE_CDROM && disk->target.bus == DISK_BUS_VIRTIO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("disk type of '%s' does not support ejectable media: a CD-ROM goes on bus "
                       "'scsi' or 'usb'"),
                     disk->target.dev);
    if (disk->device_type != DISK_DEVICE_LUN)
        return;
    if (disk->type != DISK_TYPE_BLOCK)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("disk device='lun' is only valid for block type disk source"));
    if (g_strcmp0(disk->driver.type, "raw") != 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("disk device 'lun' must use 'raw' format, not '%s'"), disk->driver.type);
    if (disk->target.bus != DISK_BUS_SCSI)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("disk device='lun' is not supported for bus='virtio' or 'usb': use 'scsi'"));
}

static void
disk_check(const Device *device, const Domain *domain, const DomainContext *context, Report *report)
{
    static const char *const formats[] = {"raw", "qcow2", "qcow",  "qed",   "vmdk", "vpc",
                                          "vdi", "dmg",   "bochs", "cloop", NULL};
    const Disk *disk = as_disk(device);

    (void)domain;
    if (disk->target.dev == NULL)
        return;
    if (disk_target_number(disk->target.dev) < 0)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("'%s' is no name for a disk: use one like 'vda' or 'sdb'"),
                     disk->target.dev);
    check_bus(disk, report);
    check_source(disk, report);
    check_device(disk, report);
    if (!g_str_equal(disk->driver.name, "qemu"))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("unsupported driver name '%s' for disk '%s': it is 'qemu'"),
                     disk->driver.name, disk->target.dev);
    if (!g_strv_contains(formats, disk->driver.type))
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("unknown driver format value '%s': use one such as 'raw' or 'qcow2'"),
                     disk->driver.type);
    if (disk->model != DISK_MODEL_NONE && disk->target.bus != DISK_BUS_VIRTIO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("disk model is only for bus 'virtio', which '%s' is not on"),
                     disk->target.dev);
    device_rules_emulated(device, disk_driver_name(disk), context, report);
}

static void
disk_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    (void)context;
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Disk *disk = as_disk(domain_device(domain, i));

        if (disk->device.kind != &disk_kind || disk->target.dev == NULL)
            continue;
        if (!g_hash_table_add(seen, disk->target.dev))
            report_error(report, VIR_ERR_XML_ERROR, disk->device.line,
                         _("target '%s' duplicated for disk sources: each disk needs a name of its "
                           "own"),
                         disk->target.dev);
    }
}

/* ---- for QEMU ---- */

const char *
disk_driver_name(const Disk *disk)
{
    static const char *const virtio[] = {
        [DISK_MODEL_NONE] = "virtio-blk-pci",
        [DISK_MODEL_VIRTIO] = "virtio-blk-pci",
        [DISK_MODEL_VIRTIO_TRANSITIONAL] = "virtio-blk-pci-transitional",
        [DISK_MODEL_VIRTIO_NON_TRANSITIONAL] = "virtio-blk-pci-non-transitional",
    };

    if (disk->target.bus == DISK_BUS_USB)
        return "usb-storage";
    if (disk->target.bus == DISK_BUS_VIRTIO)
        return virtio[disk->model];
    if (disk->device_type == DISK_DEVICE_LUN)
        return "scsi-block";
    return disk->device_type == DISK_DEVICE_CDROM ? "scsi-cd" : "scsi-hd";
}

static AddressNeed
disk_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    static const AddressType types[] = {
        [DISK_BUS_VIRTIO] = ADDRESS_PCI, [DISK_BUS_SCSI] = ADDRESS_DRIVE,
        [DISK_BUS_USB] = ADDRESS_USB,    [DISK_BUS_IDE] = ADDRESS_NONE,
        [DISK_BUS_SATA] = ADDRESS_NONE,  [DISK_BUS_FDC] = ADDRESS_NONE,
    };
    const Disk *disk = as_disk(device);

    (void)domain;
    (void)context;
    return (AddressNeed){.type = types[disk->target.bus], .model = disk_driver_name(disk)};
}

static char *
disk_id(const Device *device, const Domain *domain, unsigned position)
{
    const Disk *disk = as_disk(device);
    int number = disk_target_number(disk->target.dev);
    const Address *at = &device->address;

    (void)domain;
    (void)position;
    if (disk->target.bus == DISK_BUS_SCSI)
        return g_strdup_printf("scsi%u-%u-%u-%u", (unsigned)at->controller.value,
                               (unsigned)at->bus.value, (unsigned)at->target.value,
                               (unsigned)at->unit.value);
    return g_strdup_printf(disk->target.bus == DISK_BUS_USB ? "usb-disk%d" : "virtio-disk%d",
                           number);
}

/* libvirt counts block nodes from the last disk on, empty drives included. */
static void
disk_number_all(Domain *domain)
{
    unsigned number = 0;

    for (unsigned i = domain->devices->len; i > 0; i--) {
        Disk *disk = (Disk *)(void *)domain_device(domain, i - 1);

        if (disk->device.kind == &disk_kind)
            disk->node_number = ++number;
    }
}

static BootAs
disk_boot_as(const Device *device)
{
    const Disk *disk = as_disk(device);

    return disk->device_type == DISK_DEVICE_CDROM ? BOOT_AS_CDROM : BOOT_AS_HD;
}

const DeviceKind disk_kind = {
    .binding = &disk_binding,
    .placement_rank = PLACE_DISK,
    .order = disk_order,
    .complete = disk_complete,
    .check = disk_check,
    .check_all = disk_check_all,
    .number_all = disk_number_all,
    .need = disk_need,
    .id = disk_id,
    .parts = disk_parts,
    .boot_as = disk_boot_as,
};
