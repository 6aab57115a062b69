/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The parts of a disk: a block node for the storage, one for the format, and the device. */
#include "devices/controller.h"
#include "devices/device_rules.h"
#include "devices/disk.h"
#include "devices/disk_cache.h"
#include "devices/disk_data_store.h"
#include "devices/disk_options.h"
#include "devices/disk_vhostuser.h"

static const char *
discard_name(const Disk *disk)
{
    static const char *const names[] = {NULL, "unmap", "ignore"};

    return names[disk->driver.discard];
}

/* QEMU refuses detect-zeroes=unmap on a node without discard; libvirt then uses "on". */
static const char *
zeroes_name(const Disk *disk)
{
    static const char *const names[] = {NULL, "off", "on", "unmap"};
    const char *name = names[disk->driver.detect_zeroes];

    if (g_strcmp0(name, "unmap") == 0 && g_strcmp0(discard_name(disk), "unmap") != 0)
        return "on";
    return name;
}

/* One image of the chain: the disk's own or a backing image. */
typedef struct {
    const Disk *disk;
    const DomainContext *context;
    const DiskAuth *auth; /* (nullable), as is the next */
    const DiskEncryption *encryption;
    const DiskSource *source;
    DiskType type;
    const char *format;
    OptionalUint cache_size;
    bool is_own;
    unsigned number;     /* of its nodes */
    const char *backing; /* (nullable) the node of its backing image: "" for none */
    char *key;           /* (owned, nullable) the object that its format node decrypts with */
} Layer;

/* libvirt's default folder of QEMU's certificates. */
static void
add_credentials(const char *id, PartList *parts)
{
    JsonObject *part = part_list_add(parts, PART_OBJECT);

    part_set_string(part, "qom-type", "tls-creds-x509");
    part_set_string(part, "id", id);
    part_set_string(part, "dir", "/etc/pki/qemu");
    part_set_string(part, "endpoint", "client");
    part_set_bool(part, "verify-peer", true);
}

/* Appends the node that accesses the storage, and before it what this one and the format node refer
 * to.  Returns: (borrowed) its options. */
static JsonObject *
add_access(Layer *layer, PartList *parts)
{
    g_autofree char *node = g_strdup_printf("libvirt-%u-storage", layer->number);
    g_autofree char *format = g_strdup_printf("libvirt-%u-format", layer->number);
    const DiskSecretUse use = {layer->auth, layer->source->network.cookies, layer->encryption,
                               node};
    g_auto(DiskSecretKeys) keys = disk_secret_keys(&use, layer->context, parts);
    bool has_tls = layer->type == DISK_TYPE_NETWORK && layer->source->network.tls == TRISTATE_YES;
    g_autofree char *credentials =
        has_tls ? g_strdup_printf("objlibvirt-%u-storage_tls0", layer->number) : NULL;
    g_autofree char *manager =
        disk_reservations_id(XML_READ(layer->source->reservations), layer->number);
    JsonObject *part = NULL;

    if (has_tls)
        add_credentials(credentials, parts);
    if (disk_encryption_is_qemus(layer->encryption))
        layer->key = disk_encryption_add(layer->encryption, format, layer->context, parts);
    part = part_list_add(parts, PART_BLOCKDEV);
    disk_source_write(layer->source, layer->type, layer->disk->driver.io, &keys.keys, part);
    if (layer->type == DISK_TYPE_BLOCK)
        part_set_string(part, "pr-manager", manager);
    part_set_string(part, "tls-creds", credentials);
    part_set_string(part, "node-name", node);
    disk_cache_write(layer->disk, part);
    return part;
}

/* The uppermost node of a layer, which has what the document says of the image.  Raw data need no
 * driver of a format: the storage, or the slice of it, is the image, as with libvirt since 10.2. */
typedef enum { TOP_STORAGE, TOP_SLICE, TOP_FORMAT } Top;

static Top
top_of(const char *format, const DiskSource *source, const DiskEncryption *encryption)
{
    if (g_strcmp0(format, "raw") != 0 || disk_encryption_is_qemus(encryption))
        return TOP_FORMAT;
    return XML_READ(source->slices)->slice.size.is_set ? TOP_SLICE : TOP_STORAGE;
}

/* Returns: (owned) the name of that node. */
static char *
top_node(const char *format, const DiskSource *source, const DiskEncryption *encryption,
         unsigned number)
{
    static const char *const names[] = {"storage", "slice-sto", "format"};

    return g_strdup_printf("libvirt-%u-%s", number, names[top_of(format, source, encryption)]);
}

static void
write_image(const Layer *layer, JsonObject *part)
{
    part_set_bool(part, "read-only", !layer->is_own || layer->disk->is_readonly);
    part_set_string(part, "discard", discard_name(layer->disk));
    part_set_string(part, "detect-zeroes", zeroes_name(layer->disk));
}

/* What a node is told that has another of its layer above it. */
static void
write_below(JsonObject *part)
{
    part_set_bool(part, "auto-read-only", true);
    part_set_string(part, "discard", "unmap");
}

/* The data of the image, which have no header: no driver of a format is above them. */
static void
add_data_store(const Layer *layer, PartList *parts)
{
    const DiskDataStore *store = layer->source->data_store;
    JsonObject *part = NULL;

    if (store == NULL)
        return;
    part = add_access(&(Layer){.disk = layer->disk,
                               .context = layer->context,
                               .auth = store->source.auth,
                               .source = &store->source,
                               .type = store->type,
                               .number = store->node_number},
                      parts);
    part_set_bool(part, "read-only", !layer->is_own || layer->disk->is_readonly);
    part_set_string(part, "discard", layer->is_own ? discard_name(layer->disk) : NULL);
}

static JsonObject *
add_slice(const Layer *layer, PartList *parts)
{
    JsonObject *part = part_list_add(parts, PART_BLOCKDEV);

    part_set_string(part, "driver", "raw");
    part_set_string_format(part, "node-name", "libvirt-%u-slice-sto", layer->number);
    disk_source_write_slice(layer->source, part);
    part_set_string_format(part, "file", "libvirt-%u-storage", layer->number);
    disk_cache_write(layer->disk, part);
    return part;
}

static void
write_backing(const Layer *layer, JsonObject *part)
{
    if (layer->backing == NULL)
        return;
    if (*layer->backing != '\0')
        part_set_string(part, "backing", layer->backing);
    else if (disk_format_can_be_based(layer->format))
        json_object_set_null_member(part, "backing");
}

static JsonObject *
add_format(const Layer *layer, PartList *parts)
{
    JsonObject *part = part_list_add(parts, PART_BLOCKDEV);
    bool has_slice = XML_READ(layer->source->slices)->slice.size.is_set;

    part_set_string_format(part, "node-name", "libvirt-%u-format", layer->number);
    disk_cache_write(layer->disk, part);
    if (layer->key == NULL || g_strcmp0(layer->format, "raw") != 0)
        part_set_string(part, "driver", layer->format);
    if (layer->key != NULL)
        disk_encryption_write(layer->encryption, layer->format, layer->key, part);
    part_set_optional_uint(part, "cache-size", layer->cache_size);
    if (layer->is_own && g_strcmp0(layer->format, "qcow2") == 0)
        part_set_tristate(part, "discard-no-unref", layer->disk->driver.discard_no_unref);
    if (layer->source->data_store != NULL)
        part_set_string_format(part, "data-file", "libvirt-%u-storage",
                               layer->source->data_store->node_number);
    part_set_string_format(part, "file", "libvirt-%u-%s", layer->number,
                           has_slice ? "slice-sto" : "storage");
    write_backing(layer, part);
    return part;
}

static void
add_layer(Layer *layer, PartList *parts)
{
    Top top = top_of(layer->format, layer->source, layer->encryption);
    JsonObject *part = NULL;

    add_data_store(layer, parts);
    part = add_access(layer, parts);
    if (XML_READ(layer->source->slices)->slice.size.is_set) {
        write_below(part);
        part = add_slice(layer, parts);
    }
    if (top == TOP_FORMAT) {
        write_below(part);
        part = add_format(layer, parts);
    }
    write_image(layer, part);
    g_clear_pointer(&layer->key, g_free);
}

/* Returns: (owned, nullable) the node of the backing image @backing; "" at the end of the chain,
 * NULL when it is not known. */
static char *
backing_name(const DiskBacking *backing)
{
    if (backing == NULL)
        return NULL;
    if (backing->type == DISK_TYPE_NONE)
        return g_strdup("");
    return top_node(backing->format.type, &backing->source, backing->source.encryption,
                    backing->node_number);
}

static char *
own_node(const Disk *disk)
{
    return top_node(disk_format(disk), &disk->source, disk_encryption(disk), disk->node_number);
}

/* The base first, since each node refers to the one below it. */
static void
add_chain(const Disk *disk, const DomainContext *context, PartList *parts)
{
    g_autofree char *backing = backing_name(disk->backing);
    g_autoptr(GPtrArray) chain = g_ptr_array_new();

    for (DiskBacking *at = disk->backing; at != NULL && at->type != DISK_TYPE_NONE;
         at = at->backing)
        g_ptr_array_add(chain, at);
    for (unsigned i = chain->len; i > 0; i--) {
        const DiskBacking *at = g_ptr_array_index(chain, i - 1);
        g_autofree char *below = backing_name(at->backing);

        add_layer(&(Layer){disk, context, at->source.auth, at->source.encryption, &at->source,
                           at->type, at->format.type, at->format.metadata_cache.max_size, false,
                           at->node_number, below, NULL},
                  parts);
    }
    add_layer(&(Layer){disk, context, disk_auth(disk), disk_encryption(disk), &disk->source,
                       disk_source_type(&disk->source, disk->type), disk_format(disk),
                       disk->driver.metadata_cache.max_size, true, disk->node_number, backing,
                       NULL},
              parts);
}

static void
add_copy_on_read(const Disk *disk, PartList *parts)
{
    JsonObject *part = part_list_add(parts, PART_BLOCKDEV);
    g_autofree char *image = own_node(disk);

    part_set_string(part, "driver", "copy-on-read");
    part_set_string_format(part, "node-name", "libvirt-CoR-%s", disk->target.dev);
    part_set_string(part, "file", image);
    part_set_string(part, "discard", "unmap");
}

/* Returns: (owned) the node of the image, below any filter of the guest's. */
static char *
image_node(const Disk *disk)
{
    if (disk->driver.copy_on_read == TRISTATE_YES)
        return g_strdup_printf("libvirt-CoR-%s", disk->target.dev);
    return own_node(disk);
}

/* Each port of an AHCI controller is a bus of its own. */
static void
write_place(const Domain *domain, const Disk *disk, JsonObject *part)
{
    ControllerType type = disk_controller_type(disk);

    if (type == CONTROLLER_NONE)
        controller_write_address(domain, &disk->device, part);
    else
        controller_write_drive(domain, type, &disk->device.address, part);
    if (disk->target.bus == DISK_BUS_SATA)
        part_set_optional_uint(part, "rotation_rate", disk->target.rotation_rate);
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
    iothread_map_write(disk->driver.iothreads, part);
}

/* Returns: (owned) the uppermost node: filters are above all others. */
static char *
uppermost_node(const Disk *disk)
{
    unsigned n_filters = disk_filters_n(&disk->filters);

    if (n_filters > 0)
        return disk_filters_node(&disk->filters, n_filters - 1);
    return image_node(disk);
}

static void
write_drive(const Disk *disk, JsonObject *part)
{
    g_autofree char *node = NULL;

    if (!disk_has_source(disk))
        return;
    if (disk->type == DISK_TYPE_VHOSTUSER) {
        disk_vhostuser_write(disk, part);
        return;
    }
    node = uppermost_node(disk);
    part_set_string(part, "drive", node);
}

/* The disk's host end: a socket, or block nodes. */
static void
add_backend(const Disk *disk, const DomainContext *context, PartList *parts)
{
    const DiskReservations *reservations = XML_READ(disk->source.reservations);
    g_autofree char *image = NULL;

    if (!disk_has_source(disk))
        return;
    if (disk->type == DISK_TYPE_VHOSTUSER) {
        disk_vhostuser_add_socket(disk, parts);
        return;
    }
    if (reservations->managed == TRISTATE_NO || disk->brings_helper)
        disk_reservations_add(reservations, disk->node_number, context->state_directory, parts);
    add_chain(disk, context, parts);
    if (disk->driver.copy_on_read == TRISTATE_YES)
        add_copy_on_read(disk, parts);
    image = image_node(disk);
    disk_filters_parts(&disk->filters, image, parts);
}

void
disk_parts(const Device *device, const Domain *domain, const DomainContext *context,
           PartList *parts)
{
    const Disk *disk = (const Disk *)(const void *)device;
    bool is_lun = disk->device_type == DISK_DEVICE_LUN;
    JsonObject *part = NULL;

    add_backend(disk, context, parts);
    part = device_rules_part(device, disk_driver_name(disk), parts);
    write_virtio(disk, part);
    write_place(domain, disk, part);
    disk_write_scsi(disk, part);
    if (disk->is_shareable)
        part_set_bool(part, "share-rw", true);
    part_set_tristate(part, "migrate-pr", XML_READ(disk->source.reservations)->migration);
    write_drive(disk, part);
    if (device->boot_index > 0 && disk->target.bus != DISK_BUS_FDC)
        part_set_uint(part, "bootindex", device->boot_index);
    if (disk->target.bus == DISK_BUS_USB)
        part_set_bool(part, "removable", disk->target.removable == TRISTATE_YES);
    disk_write_shape(disk, part);
    part_set_string(part, "serial", disk->serial);
    if (disk->target.bus == DISK_BUS_SATA)
        part_set_string(part, "model", disk->product);
    if (!is_lun)
        part_set_string(part, "write-cache", disk_cache_of_device(disk));
    disk_write_policies(disk, part);
}
