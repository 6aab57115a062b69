/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What a disk becomes for QEMU: a node for the storage, one for the format, and the device. */
#include "devices/controller.h"
#include "devices/device_rules.h"
#include "devices/disk.h"

/* How each cache mode is put together: whether the host's page cache is passed by, whether flushes
 * are ignored, and whether the device shows a write cache (QEMU's documentation of -drive cache=).
 */
static const struct {
    bool is_direct, ignores_flush, has_write_cache;
} caches[] = {
    [DISK_CACHE_NONE] = {true, false, true},
    [DISK_CACHE_WRITETHROUGH] = {false, false, false},
    [DISK_CACHE_WRITEBACK] = {false, false, true},
    [DISK_CACHE_DIRECTSYNC] = {true, false, false},
    [DISK_CACHE_UNSAFE] = {false, true, true},
};

/* What several guests write to must not be in one host's page cache: libvirt's default for these.
 */
static DiskCache
cache_of(const Disk *disk)
{
    if (disk->driver.cache < DISK_CACHE_NONE && disk->is_shareable && !disk->is_readonly)
        return DISK_CACHE_NONE;
    return disk->driver.cache;
}

static bool
has_cache(const Disk *disk)
{
    return cache_of(disk) >= DISK_CACHE_NONE;
}

static void
write_cache(const Disk *disk, JsonObject *part)
{
    JsonObject *cache = NULL;

    if (!has_cache(disk))
        return;
    cache = json_object_new();
    json_object_set_boolean_member(cache, "direct", caches[cache_of(disk)].is_direct);
    json_object_set_boolean_member(cache, "no-flush", caches[cache_of(disk)].ignores_flush);
    json_object_set_object_member(part, "cache", cache);
}

static const char *
discard_name(const Disk *disk)
{
    static const char *const names[] = {NULL, "unmap", "ignore"};

    return names[disk->driver.discard];
}

static void
write_nvme(const DiskNvme *nvme, JsonObject *part)
{
    const HostPciAddress *address = nvme->address;

    part_set_string(part, "driver", "nvme");
    part_set_string_format(part, "device", "%04x:%02x:%02x.%x", (unsigned)address->domain.value,
                           (unsigned)address->bus.value, (unsigned)address->slot.value,
                           (unsigned)address->function.value);
    part_set_uint(part, "namespace", nvme->name_space.value);
}

static void
add_storage(const Disk *disk, PartList *parts)
{
    static const char *const ios[] = {NULL, "threads", "native", "io_uring"};
    JsonObject *part = part_list_add(parts, PART_BLOCKDEV);

    if (disk->type == DISK_TYPE_NETWORK) {
        disk_network_write(&disk->source.network, part);
    } else if (disk->type == DISK_TYPE_NVME) {
        write_nvme(&disk->source.nvme, part);
    } else {
        bool is_file = disk->type == DISK_TYPE_FILE;

        part_set_string(part, "driver", is_file ? "file" : "host_device");
        part_set_string(part, "filename", is_file ? disk->source.file : disk->source.dev);
        part_set_string(part, "aio", ios[disk->driver.io]);
    }
    part_set_string_format(part, "node-name", "libvirt-%u-storage", disk->node_number);
    write_cache(disk, part);
    part_set_bool(part, "auto-read-only", true);
    part_set_string(part, "discard", "unmap");
}

/* QEMU refuses to unmap zeroes on a node that does not pass discards on; libvirt has it write them
 * then. */
static const char *
zeroes_name(const Disk *disk)
{
    static const char *const names[] = {NULL, "off", "on", "unmap"};
    const char *name = names[disk->driver.detect_zeroes];

    if (g_strcmp0(name, "unmap") == 0 && g_strcmp0(discard_name(disk), "unmap") != 0)
        return "on";
    return name;
}

static void
add_format(const Disk *disk, PartList *parts)
{
    JsonObject *part = part_list_add(parts, PART_BLOCKDEV);

    part_set_string_format(part, "node-name", "libvirt-%u-format", disk->node_number);
    part_set_bool(part, "read-only", disk->is_readonly);
    part_set_string(part, "discard", discard_name(disk));
    part_set_string(part, "detect-zeroes", zeroes_name(disk));
    write_cache(disk, part);
    part_set_string(part, "driver", disk->driver.type);
    part_set_string_format(part, "file", "libvirt-%u-storage", disk->node_number);
}

static void
add_copy_on_read(const Disk *disk, PartList *parts)
{
    JsonObject *part = part_list_add(parts, PART_BLOCKDEV);

    part_set_string(part, "driver", "copy-on-read");
    part_set_string_format(part, "node-name", "libvirt-CoR-%s", disk->target.dev);
    part_set_string_format(part, "file", "libvirt-%u-format", disk->node_number);
    part_set_string(part, "discard", "unmap");
}

/* SCSI devices show the drive's name to the guest; a pass-through one shows its own. */
static void
write_scsi(const Disk *disk, JsonObject *part)
{
    if (disk->target.bus != DISK_BUS_SCSI || disk->device_type == DISK_DEVICE_LUN)
        return;
    if (disk->serial != NULL)
        part_set_string(part, "device_id", disk->serial);
    else
        part_set_string_format(part, "device_id", "drive-%s", disk->device.id);
    part_set_optional_uint(part, "rotation_rate", disk->target.rotation_rate);
    if (disk->wwn != NULL)
        part_set_uint(part, "wwn", g_ascii_strtoull(disk->wwn, NULL, 16));
    part_set_string(part, "vendor", disk->vendor);
    part_set_string(part, "product", disk->product);
}

static void
write_virtio(const Disk *disk, JsonObject *part)
{
    if (disk->target.bus != DISK_BUS_VIRTIO)
        return;
    virtio_options_write(&disk->driver.virtio, part);
    if (disk->driver.iothread.is_set)
        part_set_string_format(part, "iothread", "iothread%u",
                               (unsigned)disk->driver.iothread.value);
    part_set_tristate(part, "ioeventfd", disk->driver.ioeventfd);
    part_set_tristate(part, "event_idx", disk->driver.event_idx);
    part_set_optional_uint(part, "num-queues", disk->driver.queues);
    part_set_optional_uint(part, "queue-size", disk->driver.queue_size);
}

static void
write_drive(const Disk *disk, JsonObject *part)
{
    if (!disk_has_source(disk))
        return;
    if (disk->driver.copy_on_read == TRISTATE_YES)
        part_set_string_format(part, "drive", "libvirt-CoR-%s", disk->target.dev);
    else
        part_set_string_format(part, "drive", "libvirt-%u-format", disk->node_number);
}

static void
write_policies(const Disk *disk, JsonObject *part)
{
    static const char *const write_policies[] = {NULL, "stop", "report", "ignore", "enospc"};

    part_set_string(part, "werror", write_policies[disk->driver.error_policy]);
    if (disk->driver.rerror_policy != 0)
        part_set_string(part, "rerror", write_policies[disk->driver.rerror_policy]);
    else if (disk->driver.error_policy != 0)
        part_set_string(part, "rerror",
                        disk->driver.error_policy == 4 ? "stop"
                                                       : write_policies[disk->driver.error_policy]);
}

void
disk_parts(const Device *device, const Domain *domain, const DomainContext *context,
           PartList *parts)
{
    const Disk *disk = (const Disk *)(const void *)device;
    bool is_lun = disk->device_type == DISK_DEVICE_LUN;
    JsonObject *part = NULL;

    (void)context;
    if (disk_has_source(disk)) {
        add_storage(disk, parts);
        add_format(disk, parts);
        if (disk->driver.copy_on_read == TRISTATE_YES)
            add_copy_on_read(disk, parts);
    }
    part = device_rules_part(device, disk_driver_name(disk), parts);
    write_virtio(disk, part);
    controller_write_address(domain, device, part);
    write_scsi(disk, part);
    if (disk->is_shareable)
        part_set_bool(part, "share-rw", true);
    write_drive(disk, part);
    if (device->boot_index > 0)
        part_set_uint(part, "bootindex", device->boot_index);
    if (disk->target.bus == DISK_BUS_USB)
        part_set_bool(part, "removable", disk->target.removable == TRISTATE_YES);
    part_set_optional_uint(part, "logical_block_size", disk->block_io.logical);
    part_set_optional_uint(part, "physical_block_size", disk->block_io.physical);
    part_set_string(part, "serial", disk->serial);
    if (has_cache(disk) && !is_lun && disk_has_source(disk))
        part_set_string(part, "write-cache", caches[cache_of(disk)].has_write_cache ? "on" : "off");
    write_policies(disk, part);
}
