/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_check_driver.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

/* A setting without effect is an error, so that nobody relies on it. */
static void
check_belongings(const Disk *disk, Report *report)
{
    const DiskDriver *driver = &disk->driver;
    bool is_virtio = disk->target.bus == DISK_BUS_VIRTIO;
    bool has_options =
        driver->virtio.iommu != TRISTATE_ABSENT || driver->virtio.ats != TRISTATE_ABSENT ||
        driver->virtio.packed != TRISTATE_ABSENT || driver->virtio.page_per_vq != TRISTATE_ABSENT;
    const struct {
        bool is_given, is_fitting;
        const char *name, *owner;
    } belongings[] = {
        {driver->queues.is_set, is_virtio, "queues", N_("disks on bus 'virtio'")},
        {driver->queue_size.is_set, is_virtio, "queue_size", N_("disks on bus 'virtio'")},
        {driver->iothread.is_set, is_virtio, "iothread", N_("disks on bus 'virtio'")},
        {XML_READ(driver->iothreads)->threads != NULL, is_virtio, "<iothreads>",
         N_("disks on bus 'virtio'")},
        {driver->ioeventfd != TRISTATE_ABSENT, is_virtio, "ioeventfd", N_("disks on bus 'virtio'")},
        {driver->event_idx != TRISTATE_ABSENT, is_virtio, "event_idx", N_("disks on bus 'virtio'")},
        {has_options, is_virtio, "iommu, ats, packed, page_per_vq", N_("disks on bus 'virtio'")},
        {driver->metadata_cache.max_size.is_set, g_str_equal(disk_format(disk), "qcow2"),
         "<metadata_cache>", N_("images of format 'qcow2'")},
        {driver->discard_no_unref == TRISTATE_YES, g_str_equal(disk_format(disk), "qcow2"),
         "discard_no_unref", N_("images of format 'qcow2'")},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(belongings); i++)
        if (belongings[i].is_given && !belongings[i].is_fitting)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, disk->device.line,
                         _("disk '%s' cannot have '%s', which is for %s"), disk->target.dev,
                         belongings[i].name, _(belongings[i].owner));
}

static void
check_iothread(const Disk *disk, const Domain *domain, const DomainContext *context, Report *report)
{
    OptionalUint iothread = disk->driver.iothread;
    g_autofree char *what = g_strdup_printf("disk '%s'", disk->target.dev);
    const IothreadMapOwner owner = {
        .device = &disk->device,
        .what = what,
        .type = disk->type == DISK_TYPE_VHOSTUSER     ? disk_driver_name(disk)
                : disk->target.bus == DISK_BUS_VIRTIO ? "virtio-blk-pci"
                                                      : NULL,
        .queues = disk->driver.queues,
        .iothread = iothread,
    };

    iothread_map_check(disk->driver.iothreads, &owner, domain, context, report);
    if (iothread.is_set && !iothreads_has(domain, iothread.value))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, disk->device.line,
                     _("Disk iothread '%u' of '%s' is not defined by <iothreads> or "
                       "<iothreadids>"),
                     (unsigned)iothread.value, disk->target.dev);
}

void
disk_check_driver(const Disk *disk, const Domain *domain, const DomainContext *context,
                  Report *report)
{
    check_belongings(disk, report);
    check_iothread(disk, domain, context, report);
    if (disk->driver.discard_no_unref != TRISTATE_ABSENT &&
        g_str_equal(disk_format(disk), "qcow2") &&
        !capabilities_is_at_least(context->capabilities, 8, 1))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, disk->device.line,
                     _("discard_no_unref of disk '%s' needs QEMU 8.1 or later: leave it out"),
                     disk->target.dev);
    if (disk->driver.discard_no_unref == TRISTATE_YES && disk->is_readonly)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, disk->device.line,
                     _("'discard_no_unref' is not compatible with read-only disk '%s'"),
                     disk->target.dev);
}

/* Either may be in <source>, or in libvirt's old place. */
static void
check_places(const Disk *disk, Report *report)
{
    const struct {
        bool is_double;
        const char *name;
    } elements[] = {
        {disk->auth != NULL && disk->source.auth != NULL, "auth"},
        {disk->encryption != NULL && disk->source.encryption != NULL, "encryption"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(elements); i++)
        if (elements[i].is_double)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, disk->device.line,
                         _("an <%s> definition already found for disk source of '%s'"),
                         elements[i].name, disk->target.dev);
}

void
disk_check_secrets(const Disk *disk, Report *report)
{
    const DiskSecretOwner owner = {
        .target = disk->target.dev,
        .line = disk->device.line,
        .protocol = disk_source_protocol(&disk->source, disk->type),
        .format = disk_format(disk),
    };
    const DiskEncryption *encryption = disk_encryption(disk);

    check_places(disk, report);
    disk_auth_check(disk_auth(disk), &owner, report);
    if (encryption != NULL && disk->device_type == DISK_DEVICE_LUN)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner.line,
                     _("disk device 'lun' doesn't support encryption: leave it out of disk '%s'"),
                     owner.target);
    else if (encryption != NULL && disk->type == DISK_TYPE_VHOSTUSER)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, owner.line,
                     _("encryption is not supported with vhostuser disk '%s'"), owner.target);
    else
        disk_encryption_check(encryption, &owner, report);
}
