/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk_vhostuser.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "devices/device_rules.h"

void
disk_vhostuser_complete(Disk *disk)
{
    OptionalUint *timeout = &disk->source.reconnect.timeout;

    if (disk->snapshot == DISK_SNAPSHOT_NONE)
        disk->snapshot = DISK_SNAPSHOT_NO;
    if (disk->source.reconnect.enabled == TRISTATE_NO) /* dropped, as in libvirt */
        *timeout = (OptionalUint){0};
}

static void
check_socket(const Disk *disk, Report *report)
{
    const DiskSource *source = &disk->source;
    unsigned line = disk->device.line;

    if (source->type != DISK_SOURCE_UNIX || source->path == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of the vhostuser disk '%s' needs type='unix' and the 'path' of a "
                       "socket"),
                     disk->target.dev);
    if (source->startup_policy != DISK_STARTUP_NONE)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("startupPolicy of '%s' is not allowed for disk of 'vhostuser' type"),
                     disk->target.dev);
    if (source->reconnect.enabled == TRISTATE_YES && !source->reconnect.timeout.is_set)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<reconnect enabled='yes'> lacks its timeout in seconds"));
    if (disk->target.bus != DISK_BUS_VIRTIO)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("vhostuser disk supports only virtio bus, and '%s' is on bus '%s'"),
                     disk->target.dev, disk_bus_names.names[disk->target.bus]);
}

void
disk_vhostuser_check(const Disk *disk, const Domain *domain, Report *report)
{
    const DiskDriver *driver = &disk->driver;
    const DiskBlockIo *block_io = XML_READ(disk->block_io);
    bool has_block_io =
        block_io->logical.is_set || block_io->physical.is_set || block_io->discard.is_set;
    const struct {
        bool is_given;
        const char *name;
    } refused[] = {
        {disk->snapshot != DISK_SNAPSHOT_NONE && disk->snapshot != DISK_SNAPSHOT_NO,
         "snapshot, other than 'no',"},
        {disk->is_readonly, "<readonly>"},
        {disk->is_shareable, "<shareable>"},
        {disk->serial != NULL, "<serial>"},
        {disk->wwn != NULL, "<wwn>"},
        {disk->vendor != NULL, "<vendor>"},
        {disk->product != NULL, "<product>"},
        {XML_READ(disk->geometry)->cylinders.is_set, "<geometry>"},
        {has_block_io, "<blockio>"},
        {xml_binding_is_set(&disk_iotune_binding, disk->iotune), "<iotune>"},
        {disk_chain_length(disk->backing) > 0, "<backingStore>"},
        {XML_READ(disk->source.slices)->slice.size.is_set, "<slices>"},
        {driver->cache != DISK_CACHE_NONE_GIVEN, "cache"},
        {driver->error_policy != 0, "error_policy"},
        {driver->rerror_policy != 0, "rerror_policy"},
        {driver->io != DISK_IO_NONE, "io"},
        {driver->ioeventfd != TRISTATE_ABSENT, "ioeventfd"},
        {driver->copy_on_read != TRISTATE_ABSENT, "copy_on_read"},
        {driver->discard != 0, "discard"},
        {driver->detect_zeroes != 0, "detect_zeroes"},
        {driver->iothread.is_set, "iothread"},
    };

    if (disk_has_source(disk))
        check_socket(disk, report);
    device_rules_shared_memory(&disk->device, domain, "vhostuser", report);
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++)
        if (refused[i].is_given)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, disk->device.line,
                         _("%s is not supported with vhostuser disk '%s', which a program beside "
                           "QEMU serves"),
                         refused[i].name, disk->target.dev);
    if (g_strcmp0(driver->type, "raw") != 0)
        report_warning(report, disk->device.line,
                       _("the format '%s' of vhostuser disk '%s' has no effect: the program that "
                         "serves the disk knows its format"),
                       driver->type, disk->target.dev);
}

const char *
disk_vhostuser_device(const Disk *disk)
{
    static const char *const devices[] = {
        [DISK_MODEL_NONE] = "vhost-user-blk-pci",
        [DISK_MODEL_VIRTIO] = "vhost-user-blk-pci",
        [DISK_MODEL_VIRTIO_TRANSITIONAL] = "vhost-user-blk-pci-transitional",
        [DISK_MODEL_VIRTIO_NON_TRANSITIONAL] = "vhost-user-blk-pci-non-transitional",
    };

    return devices[disk->model];
}

void
disk_vhostuser_add_socket(const Disk *disk, PartList *parts)
{
    const DiskReconnect *reconnect = &disk->source.reconnect;
    JsonObject *part = part_list_add(parts, PART_CHARDEV);

    part_set_string(part, "backend", "socket");
    part_set_string_format(part, "id", "chr-vu-%s", disk->device.id);
    part_set_string(part, "path", disk->source.path);
    part_set_optional_uint(part, "reconnect", reconnect->timeout);
    if (reconnect->enabled == TRISTATE_NO)
        part_set_uint(part, "reconnect", 0);
}

void
disk_vhostuser_write(const Disk *disk, JsonObject *part)
{
    part_set_string_format(part, "chardev", "chr-vu-%s", disk->device.id);
}
