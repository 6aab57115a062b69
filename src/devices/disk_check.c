/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_check.h"
#include "devices/controller_check.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "devices/controller_model.h"
#include "devices/device_rules.h"
#include "devices/disk_blocks.h"
#include "devices/disk_check_driver.h"
#include "devices/disk_data_store.h"
#include "devices/disk_vhostuser.h"
#include "domain/domain_walk.h"

/* The lengths of these fields in SCSI's INQUIRY data. */
enum { VENDOR_LENGTH = 8, PRODUCT_LENGTH = 16, MODEL_LENGTH = 40, WWN_DIGITS = 16 };

#define SERIAL_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+ "

static const Disk *
as_disk(const Device *device)
{
    return (const Disk *)(const void *)device;
}

static void
check_bus(const Disk *disk, const DomainContext *context, Report *report)
{
    unsigned line = disk->device.line;

    if (disk->target.bus == DISK_BUS_NONE)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("the name '%s' of a disk says no bus: use bus='virtio', 'scsi', 'usb' or "
                       "'sata'"),
                     disk->target.dev);
    else if (disk->target.bus == DISK_BUS_NVME)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("bus 'nvme' of disk '%s' is not supported yet: put it on bus 'virtio', "
                       "'scsi', 'usb' or 'sata'"),
                     disk->target.dev);
    else if (!disk_has_bus(disk, context))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("%s controllers are unsupported for this QEMU binary or machine type: put "
                       "'%s' on bus 'virtio', 'scsi', 'usb' or 'sata'"),
                     disk_bus_names.names[disk->target.bus], disk->target.dev);
}

static void
check_source(const Disk *disk, Report *report)
{
    unsigned line = disk->device.line;

    disk_source_check(&disk->source, disk->type, disk->target.dev, line, report);
    if (!disk_has_source(disk) && disk->device_type != DISK_DEVICE_CDROM &&
        disk->device_type != DISK_DEVICE_FLOPPY &&
        (disk->type < DISK_TYPE_DIR || disk->type == DISK_TYPE_VOLUME))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("disk '%s' has no <source>: only a CD-ROM may be empty"), disk->target.dev);
    disk_data_store_check(disk->source.data_store, disk_format(disk), disk->target.dev, report);
    disk_chain_check(disk->backing, disk_format(disk), disk->target.dev, report);
    disk_iotune_check(disk->iotune, disk->target.dev, line, report);
}

static void
check_reservations(const Disk *disk, const DomainContext *context, Report *report)
{
    const DiskReservations *reservations = XML_READ(disk->source.reservations);

    if (reservations->managed != TRISTATE_ABSENT && disk->device_type != DISK_DEVICE_LUN)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, disk->device.line,
                     _("<reservations/> allowed only for lun devices, and '%s' is none"),
                     disk->target.dev);
    if (reservations->migration != TRISTATE_ABSENT &&
        !capabilities_has_property(context->capabilities, "scsi-block", "migrate-pr"))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, disk->device.line,
                     _("'migration' of <reservations> of disk '%s' cannot be used: 'scsi-block' of "
                       "this QEMU has no 'migrate-pr'; leave it out"),
                     disk->target.dev);
    disk_reservations_check(reservations, disk->target.dev, disk->device.line, report);
}

static void
check_lun(const Disk *disk, Report *report)
{
    unsigned line = disk->device.line;

    if (disk->device_type != DISK_DEVICE_LUN)
        return;
    if (disk->type != DISK_TYPE_BLOCK && disk->type != DISK_TYPE_VOLUME &&
        (disk->type != DISK_TYPE_NETWORK || disk->source.network.protocol != DISK_ISCSI))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("disk device='lun' is only valid for block type disk source"));
    if (g_strcmp0(disk_format(disk), "raw") != 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("disk device 'lun' must use 'raw' format, not '%s'"), disk_format(disk));
    if (disk->target.bus != DISK_BUS_SCSI)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("disk device='lun' is not supported for bus='virtio', 'usb' or 'sata': "
                       "use 'scsi'"));
}

static void
check_device(const Disk *disk, Report *report)
{
    unsigned line = disk->device.line;

    if (disk->device_type == DISK_DEVICE_FLOPPY && disk->target.bus != DISK_BUS_FDC)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("'%s' is no floppy drive on bus '%s': use device='disk' or 'cdrom'"),
                     disk->target.dev, name_table_name(&disk_bus_names, (int)disk->target.bus));
    if (disk->device_type == DISK_DEVICE_CDROM && disk->target.bus == DISK_BUS_VIRTIO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("disk type of '%s' does not support ejectable media: a CD-ROM goes on bus "
                       "'scsi', 'usb' or 'sata'"),
                     disk->target.dev);
    if (disk->type == DISK_TYPE_NETWORK && disk->source.startup_policy != DISK_STARTUP_NONE)
        report_error(report, VIR_ERR_XML_ERROR, disk->device.line,
                     _("disk startupPolicy is not allowed for disk of 'network' type: whether the "
                       "image of '%s' is there cannot be seen from here"),
                     disk->target.dev);
    if (disk->device_type != DISK_DEVICE_CDROM && disk->source.startup_policy == DISK_REQUISITE)
        report_error(
            report, VIR_ERR_XML_ERROR, line,
            _("disk startupPolicy 'requisite' is allowed only for cdrom or floppy, not for "
              "'%s': use 'mandatory' or 'optional'"),
            disk->target.dev);
    if (disk->target.bus == DISK_BUS_SATA && disk->device_type == DISK_DEVICE_DISK &&
        disk->is_readonly)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("readonly sata disks are not supported: put '%s' on bus 'virtio' or 'scsi', "
                       "or take its <readonly/> away"),
                     disk->target.dev);
    if (disk->target.bus == DISK_BUS_USB && !disk_has_source(disk))
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, line,
            _("'usb' disk must not be empty: give '%s' a <source>, or put it on bus 'scsi' "
              "or 'sata'"),
            disk->target.dev);
    check_lun(disk, report);
}

/* A setting without effect is an error, so that nobody relies on it. */
static void
check_belongings(const Disk *disk, Report *report)
{
    bool is_virtio = disk->target.bus == DISK_BUS_VIRTIO;
    bool is_lun = disk->device_type == DISK_DEVICE_LUN;
    bool is_scsi = disk->target.bus == DISK_BUS_SCSI && !is_lun;
    const struct {
        bool is_given, is_fitting;
        const char *name, *owner;
    } belongings[] = {
        {disk->model != DISK_MODEL_NONE && disk->model < DISK_MODEL_USB_STORAGE, is_virtio, "model",
         N_("disks on bus 'virtio'")},
        {disk->model >= DISK_MODEL_USB_STORAGE, disk->target.bus == DISK_BUS_USB,
         "model='usb-storage' or 'usb-bot'", N_("disks on bus 'usb'")},
        {disk->serial != NULL, !is_lun, "serial", N_("emulated disks")},
        {disk->wwn != NULL, is_scsi, "wwn", N_("disks and CD-ROMs on bus 'scsi'")},
        {disk->vendor != NULL, is_scsi, "vendor", N_("disks and CD-ROMs on bus 'scsi'")},
        {disk->product != NULL, is_scsi || disk->target.bus == DISK_BUS_SATA, "product",
         N_("disks and CD-ROMs on bus 'scsi' or 'sata'")},
        {disk->target.rotation_rate.is_set,
         (is_scsi || disk->target.bus == DISK_BUS_SATA) && disk->device_type == DISK_DEVICE_DISK,
         "rotation_rate", N_("disks on bus 'scsi' or 'sata'")},
        {disk->target.dpofua != TRISTATE_ABSENT, is_scsi && disk->device_type == DISK_DEVICE_DISK,
         "dpofua", N_("disks on bus 'scsi'")},
        {disk->target.removable != TRISTATE_ABSENT, disk->target.bus == DISK_BUS_USB, "removable",
         N_("disks on bus 'usb'")},
        {XML_READ(disk->geometry)->cylinders.is_set,
         disk->device_type == DISK_DEVICE_DISK && disk->target.bus != DISK_BUS_USB, "<geometry>",
         N_("disks on bus 'virtio', 'scsi' or 'sata'")},
        {disk->raw_io != TRISTATE_ABSENT, is_lun, "rawio", N_("disks of device 'lun'")},
        {disk->sgio != 0, is_lun, "sgio", N_("disks of device 'lun'")},
        {disk->target.tray != DISK_TRAY_NONE, disk->device_type == DISK_DEVICE_CDROM, "tray",
         N_("CD-ROMs")},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(belongings); i++)
        if (belongings[i].is_given && !belongings[i].is_fitting)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, disk->device.line,
                         _("disk '%s' cannot have '%s', which is for %s"), disk->target.dev,
                         belongings[i].name, _(belongings[i].owner));
}

static bool
is_wwn(const char *text)
{
    const char *digits = g_str_has_prefix(text, "0x") ? text + 2 : text;

    return strlen(digits) == WWN_DIGITS && strspn(digits, "0123456789abcdefABCDEF") == WWN_DIGITS;
}

static void
check_identity(const Disk *disk, Report *report)
{
    unsigned line = disk->device.line;
    /* SCSI's INQUIRY has 16 bytes for it, ATA's IDENTIFY DEVICE 40. */
    unsigned most = disk->target.bus == DISK_BUS_SATA ? MODEL_LENGTH : PRODUCT_LENGTH;

    if (disk->serial != NULL && disk->serial[strspn(disk->serial, SERIAL_CHARACTERS)] != '\0')
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("the <serial> '%s' of disk '%s' has other characters than letters, digits, "
                       "blanks and '-_.+'"),
                     disk->serial, disk->target.dev);
    if (disk->wwn != NULL && !is_wwn(disk->wwn))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("malformed <wwn> '%s' of disk '%s': it has 16 hexadecimal digits"),
                     disk->wwn, disk->target.dev);
    if (disk->vendor != NULL && strlen(disk->vendor) > VENDOR_LENGTH)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("the <vendor> '%s' of disk '%s' is longer than 8 characters"), disk->vendor,
                     disk->target.dev);
    if (disk->product != NULL && strlen(disk->product) > most)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("the <product> '%s' of disk '%s' is longer than %u characters"),
                     disk->product, disk->target.dev, most);
}

static void
check_driver(const Disk *disk, Report *report)
{
    const DiskDriver *driver = &disk->driver;
    unsigned line = disk->device.line;

    if (!g_str_equal(driver->name, "qemu"))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("unsupported driver name '%s' for disk '%s': it is 'qemu'"), driver->name,
                     disk->target.dev);
    if (!disk_format_is_known(disk_format(disk)))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("unknown driver format value '%s': use one such as 'raw' or 'qcow2'"),
                     disk_format(disk));
    if (driver->io == DISK_IO_NATIVE && driver->cache != DISK_CACHE_NONE &&
        driver->cache != DISK_CACHE_DIRECTSYNC)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("io='native' of disk '%s' needs cache='none' or cache='directsync'"),
                     disk->target.dev);
    if (driver->copy_on_read == TRISTATE_YES && disk->is_readonly)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("copy_on_read is not compatible with read-only disk '%s'"),
                     disk->target.dev);
    if (driver->copy_on_read == TRISTATE_YES && disk->device_type == DISK_DEVICE_LUN)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("copy_on_read is not compatible with 'lun' disk '%s'"), disk->target.dev);
    if (disk->is_shareable && !disk->is_readonly && !g_str_equal(disk_format(disk), "raw"))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("shared access for disk '%s' requires format 'raw', not '%s'"),
                     disk->target.dev, disk_format(disk));
}

static void
check_filters(const Disk *disk, const Domain *domain, Report *report)
{
    const char *target = disk->target.dev;
    unsigned line = disk->device.line;

    if (disk_filters_n(&disk->filters) == 0)
        return;
    if (disk->device_type == DISK_DEVICE_CDROM)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("cdrom device with throttle filters isn't supported: take "
                       "<throttlefilters> of '%s' away"),
                     target);
    if (disk->iotune != NULL)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("block 'throttlefilters' can't be used together with 'iotune' for disk "
                       "'%s'"),
                     target);
    if (disk->type == DISK_TYPE_VHOSTUSER)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<throttlefilters> are not possible with the vhostuser disk '%s': QEMU has "
                       "no block node for it"),
                     target);
    disk_filters_check(&disk->filters, target, line, domain, report);
}

static void
check_reach(const Disk *disk, const Domain *domain, Report *report)
{
    g_autofree char *name = g_strdup_printf("disk '%s'", disk->target.dev);

    controller_check_reach(&disk->device, disk_controller_type(disk), name, domain, report);
}

void
disk_check(const Device *device, const Domain *domain, const DomainContext *context, Report *report)
{
    const Disk *disk = as_disk(device);

    if (disk->target.dev == NULL)
        return;
    if (disk_target_number(disk->target.dev) < 0)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("'%s' is no name for a disk: use one like 'vda' or 'sdb'"),
                     disk->target.dev);
    check_bus(disk, context, report);
    check_source(disk, report);
    disk_check_secrets(disk, report);
    check_device(disk, report);
    check_driver(disk, report);
    check_reservations(disk, context, report);
    if (disk->type == DISK_TYPE_VHOSTUSER)
        disk_vhostuser_check(disk, domain, report);
    disk_check_driver(disk, domain, context, report);
    check_belongings(disk, report);
    check_filters(disk, domain, report);
    if (disk->model == DISK_MODEL_USB_BOT)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("model 'usb-bot' of disk '%s' is not supported yet: it is a SCSI disk in "
                       "another device; use 'usb-storage'"),
                     disk->target.dev);
    check_identity(disk, report);
    disk_blocks_check(disk, report);
    if (disk->sgio == DISK_SGIO_UNFILTERED)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("unfiltered sgio is no longer supported: take sgio of disk '%s' away, as "
                       "Linux has had no such switch since 6.0"),
                     disk->target.dev);
    check_reach(disk, domain, report);
    device_rules_emulated(device, disk_driver_name(disk), context, report);
    if (disk->target.bus == DISK_BUS_VIRTIO)
        virtio_options_check(&disk->driver.virtio, disk_driver_name(disk), device->line, report);
}

/* @by_number: 1 + the number in each name, for buses that derive ids from it ("sda" and "vda"
 * collide). */
static void
check_number(const Disk *disk, GHashTable *by_number, Report *report)
{
    int number = disk_target_number(disk->target.dev);
    gsize key = (gsize)disk->target.bus << 32 | (gsize)(number + 1);

    if (disk->target.bus == DISK_BUS_SCSI || disk->target.bus == DISK_BUS_SATA || number < 0)
        return;
    if (!g_hash_table_add(by_number, GSIZE_TO_POINTER(key)))
        report_error(report, VIR_ERR_XML_ERROR, disk->device.line,
                     _("the letters of target '%s' are those of another disk on the same bus: "
                       "QEMU's names for the two would be the same"),
                     disk->target.dev);
}

static bool
is_usb(const Device *device)
{
    return as_disk(device)->target.bus == DISK_BUS_USB;
}

void
disk_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) by_number = g_hash_table_new(NULL, NULL);

    (void)context;
    DOMAIN_EACH(const Disk, disk, domain, &disk_kind) {
        if (disk->target.dev == NULL)
            continue;
        if (!g_hash_table_add(names, disk->target.dev))
            report_error(report, VIR_ERR_XML_ERROR, disk->device.line,
                         _("target '%s' duplicated for disk sources: each disk needs a name of its "
                           "own"),
                         disk->target.dev);
        else
            check_number(disk, by_number, report);
    }
    device_rules_usb(domain, &disk_kind, is_usb, report);
}
