/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The tables of <disk>. */
#include <glib/gi18n-lib.h>

#include "devices/disk.h"

static const char *const device_names[] = {
    [DISK_DEVICE_DISK] = "disk",
    [DISK_DEVICE_CDROM] = "cdrom",
    [DISK_DEVICE_LUN] = "lun",
    [DISK_DEVICE_FLOPPY] = "floppy",
};
static const NameTable devices = NAME_TABLE(device_names);

static const char *const bus_names[] = {
    [DISK_BUS_VIRTIO] = "virtio", [DISK_BUS_SCSI] = "scsi", [DISK_BUS_USB] = "usb",
    [DISK_BUS_IDE] = "ide",       [DISK_BUS_SATA] = "sata", [DISK_BUS_FDC] = "fdc",
    [DISK_BUS_XEN] = "xen",       [DISK_BUS_UML] = "uml",   [DISK_BUS_SD] = "sd",
    [DISK_BUS_NVME] = "nvme",
};
const NameTable disk_bus_names = NAME_TABLE(bus_names);

static const char *const model_names[] = {
    [DISK_MODEL_VIRTIO] = "virtio",
    [DISK_MODEL_VIRTIO_TRANSITIONAL] = "virtio-transitional",
    [DISK_MODEL_VIRTIO_NON_TRANSITIONAL] = "virtio-non-transitional",
    [DISK_MODEL_USB_STORAGE] = "usb-storage",
    [DISK_MODEL_USB_BOT] = "usb-bot",
};
static const NameTable models = NAME_TABLE(model_names);

static const char *const cache_names[] = {
    [DISK_CACHE_DEFAULT] = "default",           [DISK_CACHE_NONE] = "none",
    [DISK_CACHE_WRITETHROUGH] = "writethrough", [DISK_CACHE_WRITEBACK] = "writeback",
    [DISK_CACHE_DIRECTSYNC] = "directsync",     [DISK_CACHE_UNSAFE] = "unsafe",
};
static const NameTable caches = NAME_TABLE(cache_names);

static const char *const policy_names[] = {NULL, "stop", "report", "ignore", "enospace"};
static const NameTable policies = NAME_TABLE(policy_names);
static const NameTable read_policies = {.names = policy_names, .n_names = 4};

static const char *const io_names[] = {
    [DISK_IO_THREADS] = "threads",
    [DISK_IO_NATIVE] = "native",
    [DISK_IO_URING] = "io_uring",
};
static const NameTable ios = NAME_TABLE(io_names);

static const char *const discard_names[] = {NULL, "unmap", "ignore"};
static const NameTable discards = NAME_TABLE(discard_names);

static const char *const zeroes_names[] = {NULL, "off", "on", "unmap"};
static const NameTable zeroes = NAME_TABLE(zeroes_names);

static const char *const tray_names[] = {[DISK_TRAY_CLOSED] = "closed", [DISK_TRAY_OPEN] = "open"};
static const NameTable trays = NAME_TABLE(tray_names);

static const XmlField driver_fields[] = {
    XML_ATTR("name", DiskDriver, name, xml_type_string, ),
    XML_ATTR("type", DiskDriver, type, xml_type_string, ),
    XML_ATTR_ENUM("cache", DiskDriver, cache, caches),
    XML_ATTR_ENUM("error_policy", DiskDriver, error_policy, policies),
    XML_ATTR_ENUM("rerror_policy", DiskDriver, rerror_policy, read_policies),
    XML_ATTR_ENUM("io", DiskDriver, io, ios),
    XML_ATTR_ON_OFF("ioeventfd", DiskDriver, ioeventfd),
    XML_ATTR_ON_OFF("event_idx", DiskDriver, event_idx),
    XML_ATTR_ON_OFF("copy_on_read", DiskDriver, copy_on_read),
    XML_ATTR_ENUM("discard", DiskDriver, discard, discards),
    XML_ATTR_ENUM("detect_zeroes", DiskDriver, detect_zeroes, zeroes),
    XML_ATTR_ON_OFF("discard_no_unref", DiskDriver, discard_no_unref),
    XML_ATTR_UINT_OR_NONE("queues", DiskDriver, queues, 1, G_MAXUINT16),
    XML_ATTR_UINT_OR_NONE("queue_size", DiskDriver, queue_size, 2, 1024),
    VIRTIO_ROWS(DiskDriver, virtio),
    XML_ATTR_UINT("iothread", DiskDriver, iothread, 1, G_MAXUINT32),
    XML_INLINE("metadata_cache", DiskDriver, metadata_cache, disk_metadata_cache_binding),
    XML_RARE("iothreads", DiskDriver, iothreads, iothread_map_binding),
    XML_REFUSE_ELEMENT("statistics",
                       N_("not supported yet: nobody here would read them from QEMU")),
    XML_REFUSE_ATTR("max_bufs", N_("it is for other hypervisors: QEMU has no such option")),
    XML_END,
};
static const XmlBinding driver_binding = {"driver", sizeof(DiskDriver), driver_fields};

static const XmlField target_fields[] = {
    XML_ATTR("dev", DiskTarget, dev, xml_type_string, .is_required = true),
    XML_ATTR_ENUM("bus", DiskTarget, bus, disk_bus_names),
    XML_ATTR_ENUM("tray", DiskTarget, tray, trays),
    XML_ATTR_ON_OFF("removable", DiskTarget, removable),
    XML_ATTR_UINT_OR_NONE("rotation_rate", DiskTarget, rotation_rate, 1, G_MAXUINT16),
    XML_ATTR_ON_OFF("dpofua", DiskTarget, dpofua),
    XML_END,
};
static const XmlBinding target_binding = {"target", sizeof(DiskTarget), target_fields};

static const XmlField block_io_fields[] = {
    XML_ATTR_UINT_OR_NONE("logical_block_size", DiskBlockIo, logical, 512, 2097152),
    XML_ATTR_UINT_OR_NONE("physical_block_size", DiskBlockIo, physical, 512, 2097152),
    XML_ATTR_UINT("discard_granularity", DiskBlockIo, discard, 0, G_MAXUINT32),
    XML_END,
};
static const XmlBinding block_io_binding = {"blockio", sizeof(DiskBlockIo), block_io_fields};

static const XmlField geometry_fields[] = {
    XML_ATTR("cyls", DiskGeometry, cylinders, xml_type_uint, .min = 1, .max = G_MAXUINT16,
             .is_required = true),
    XML_ATTR("heads", DiskGeometry, heads, xml_type_uint, .min = 1, .max = G_MAXUINT8,
             .is_required = true),
    XML_ATTR("secs", DiskGeometry, sectors, xml_type_uint, .min = 1, .max = G_MAXUINT8,
             .is_required = true),
    XML_REFUSE_ATTR("trans", N_("it is for disks on an IDE bus, which a pseries guest lacks")),
    XML_END,
};
static const XmlBinding geometry_binding = {"geometry", sizeof(DiskGeometry), geometry_fields};

static const char *const sgio_names[] = {NULL, "filtered", "unfiltered"};
static const NameTable sgios = NAME_TABLE(sgio_names);

static const char *const snapshot_names[] = {
    [DISK_SNAPSHOT_INTERNAL] = "internal",
    [DISK_SNAPSHOT_EXTERNAL] = "external",
    [DISK_SNAPSHOT_NO] = "no",
    [DISK_SNAPSHOT_MANUAL] = "manual",
};
static const NameTable snapshots = NAME_TABLE(snapshot_names);

static void
parse_mirror(xmlNodePtr node, void *member, const XmlContext *context)
{
    (void)member;
    report_warning(context->report, (unsigned)xmlGetLineNo(node),
                   _("<mirror> is the copy that a running guest was making, and means nothing in a "
                     "definition: it is ignored"));
}

static void
format_nothing(const char *name, const void *member, xmlTextWriterPtr writer, const void *user)
{
    (void)name;
    (void)member;
    (void)writer;
    (void)user;
}

static const XmlCustom mirror_custom = {.parse = parse_mirror, .format = format_nothing};

static const XmlField disk_fields[] = {
    XML_ATTR_ENUM("type", Disk, type, disk_type_names),
    XML_ATTR_ENUM("device", Disk, device_type, devices),
    XML_ATTR_ENUM("model", Disk, model, models),
    XML_ATTR_YES_NO("rawio", Disk, raw_io),
    XML_ATTR_ENUM("sgio", Disk, sgio, sgios),
    XML_ATTR_ENUM("snapshot", Disk, snapshot, snapshots),
    XML_INLINE("driver", Disk, driver, driver_binding),
    XML_CHILD("auth", Disk, auth, disk_auth_binding),
    XML_INLINE("source", Disk, source, disk_source_binding),
    XML_CHILD("backingStore", Disk, backing, disk_backing_binding),
    XML_CUSTOM("mirror", Disk, mirror, mirror_custom),
    XML_RARE("geometry", Disk, geometry, geometry_binding),
    XML_RARE("blockio", Disk, block_io, block_io_binding),
    {.kind = XML_FIELD_INLINE,
     .name = "target",
     .offset = offsetof(Disk, target),
     .binding = &target_binding,
     .is_required = true},
    XML_RARE("iotune", Disk, iotune, disk_iotune_binding),
    XML_INLINE("throttlefilters", Disk, filters, disk_filters_binding),
    XML_FLAG("readonly", Disk, is_readonly),
    XML_FLAG("shareable", Disk, is_shareable),
    XML_LEAF_STRING("serial", Disk, serial),
    XML_LEAF_STRING("wwn", Disk, wwn),
    XML_LEAF_STRING("vendor", Disk, vendor),
    XML_LEAF_STRING("product", Disk, product),
    XML_CHILD("encryption", Disk, encryption, disk_encryption_binding),
    DEVICE_BOOT_ROW(Disk),
    DEVICE_ROWS(Disk),
    XML_REFUSE_ELEMENT("transient",
                       N_("not supported yet: the daemon would have to put an image in front of it "
                          "at each start and to remove it at the end")),
    XML_REFUSE_ELEMENT("privateData",
                       N_("it is a daemon's own note about a guest that runs, and no part of a "
                          "definition")),
    XML_REFUSE_ELEMENT("backenddomain", XML_NOT_PSERIES),
    XML_END,
};
const XmlBinding disk_binding = {"disk", sizeof(Disk), disk_fields};
