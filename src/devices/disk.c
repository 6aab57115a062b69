/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk.h"

#include "devices/controller.h"
#include "devices/disk_check.h"
#include "devices/disk_data_store.h"
#include "devices/disk_vhostuser.h"
#include "domain/domain_walk.h"

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

static void
add_source(DiskSource *source, GPtrArray *sources)
{
    if (disk_source_path(source) != NULL)
        g_ptr_array_add(sources, source);
}

static void
add_image(DiskSource *source, GPtrArray *sources)
{
    add_source(source, sources);
    if (source->data_store != NULL)
        add_source(&source->data_store->source, sources);
}

void
disk_add_sources(Disk *disk, GPtrArray *sources)
{
    add_image(&disk->source, sources);
    for (DiskBacking *at = disk->backing; at != NULL; at = at->backing)
        add_image(&at->source, sources);
}

static void
add_data_secrets(const DiskSource *source, GPtrArray *secrets)
{
    if (source->data_store != NULL)
        disk_secret_list(source->data_store->source.auth, NULL, secrets);
}

void
disk_add_secrets(const Disk *disk, GPtrArray *secrets)
{
    if (!disk_has_source(disk))
        return;
    disk_secret_list(disk_auth(disk), disk_encryption(disk), secrets);
    add_data_secrets(&disk->source, secrets);
    for (const DiskBacking *at = disk->backing; at != NULL; at = at->backing) {
        disk_secret_list(at->source.auth, at->source.encryption, secrets);
        add_data_secrets(&at->source, secrets);
    }
}

void
disk_forget_detected(Disk *disk, const Disk *defined)
{
    DiskBacking **slot = &disk->backing;

    for (const DiskBacking *at = defined->backing; at != NULL && *slot != NULL; at = at->backing)
        slot = &(*slot)->backing;
    xml_binding_free(&disk_backing_binding, *slot);
    *slot = NULL;
}

void
disk_eject(Disk *disk)
{
    xml_binding_clear(&disk_source_binding, &disk->source);
    xml_binding_free(&disk_backing_binding, disk->backing);
    disk->backing = NULL;
    disk->node_number = 0;
    g_clear_pointer(&disk->driver.type, g_free);
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

    if (address->type == ADDRESS_NONE)
        disk_target_address(disk, address);
    address->controller = OPTIONAL_UINT(address->controller.value);
    address->bus = OPTIONAL_UINT(address->bus.value);
    address->target = OPTIONAL_UINT(address->target.value);
    address->unit = OPTIONAL_UINT(address->unit.value);
    controller_require_all(domain, disk_controller_type(disk), MIN(address->controller.value, 255),
                           CONTROLLER_MODEL_ABSENT);
}

/* The source of an empty drive is not known. */
static bool
is_empty_drive(const Disk *disk)
{
    return disk->device_type == DISK_DEVICE_CDROM &&
           !xml_binding_is_set(&disk_source_binding, &disk->source);
}

static void
disk_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Disk *disk = (Disk *)(void *)device;

    (void)report;
    if (disk->type == DISK_TYPE_NONE || is_empty_drive(disk))
        disk->type = DISK_TYPE_FILE;
    if (disk->device_type == DISK_DEVICE_NONE)
        disk->device_type = DISK_DEVICE_DISK;
    if (disk->target.bus == DISK_BUS_NONE) {
        disk->target.bus = bus_of_name(disk->target.dev);
        disk->has_chosen_bus = true;
    }
    if (disk->driver.name == NULL)
        disk->driver.name = g_strdup("qemu");
    if (g_strcmp0(disk->driver.type, "aio") == 0) /* Xen's name of it, which libvirt takes */
        g_clear_pointer(&disk->driver.type, g_free);
    if (disk->driver.type == NULL && disk->type != DISK_TYPE_VOLUME)
        disk->driver.type = g_strdup("raw");
    if (disk->device_type == DISK_DEVICE_CDROM)
        disk->is_readonly = true;
    if (disk->is_readonly && disk->snapshot == DISK_SNAPSHOT_NO) /* the default */
        disk->snapshot = DISK_SNAPSHOT_NONE;
    disk_network_complete(&disk->source.network);
    disk_encryption_complete(disk->source.encryption);
    disk_encryption_complete(disk->encryption);
    disk_data_store_complete(disk->source.data_store);
    disk_chain_complete(disk->backing);
    disk_source_complete(&disk->source, disk->type);
    if (disk->type == DISK_TYPE_VHOSTUSER)
        disk_vhostuser_complete(disk);
    disk_iotune_complete(disk->iotune);
    /* The default. */
    if (disk->target.tray == DISK_TRAY_CLOSED)
        disk->target.tray = DISK_TRAY_NONE;
    if (disk->driver.cache == DISK_CACHE_DEFAULT)
        disk->driver.cache = DISK_CACHE_NONE_GIVEN;
    if (disk_controller_type(disk) != CONTROLLER_NONE && !context->is_papr &&
        disk_has_bus(disk, context))
        complete_drive_address(disk, domain);
}

/* Disks are placed bus by bus, and libvirt counts those without one in the document as one bus of
 * their own; they are written with the others of the bus that they have got. */
static void
disk_arrange(Domain *domain, bool is_placed)
{
    DOMAIN_EACH(Disk, disk, domain, &disk_kind)
        disk->has_chosen_bus = disk->has_chosen_bus && !is_placed;
}

static DeviceOrder
disk_order(const Device *device)
{
    const Disk *disk = as_disk(device);

    return (DeviceOrder){(unsigned)(disk->has_chosen_bus ? DISK_BUS_NONE : disk->target.bus),
                         (uint64_t)MAX(disk_target_number(disk->target.dev), 0)};
}

/* ---- for QEMU ---- */

static AddressNeed
disk_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    static const AddressType types[] = {
        [DISK_BUS_VIRTIO] = ADDRESS_PCI, [DISK_BUS_SCSI] = ADDRESS_DRIVE,
        [DISK_BUS_USB] = ADDRESS_USB,    [DISK_BUS_IDE] = ADDRESS_DRIVE,
        [DISK_BUS_SATA] = ADDRESS_DRIVE, [DISK_BUS_FDC] = ADDRESS_DRIVE,
        [DISK_BUS_NVME] = ADDRESS_NONE, /* the last: those before have none, either */
    };
    const Disk *disk = as_disk(device);

    (void)domain;
    (void)context;
    return (AddressNeed){.type = types[disk->target.bus],
                         .model = disk_driver_name(disk),
                         .drive_bus = (unsigned)disk_controller_type(disk)};
}

/* An LSI adapter knows no LUNs: what libvirt calls the unit is its target. */
static char *
scsi_id(const Domain *domain, const Address *at)
{
    const Controller *controller = controller_find(domain, CONTROLLER_SCSI, at->controller.value);

    if (controller != NULL && controller->model == CONTROLLER_MODEL_LSILOGIC)
        return g_strdup_printf("scsi%u-%u-%u", (unsigned)at->controller.value,
                               (unsigned)at->bus.value, (unsigned)at->unit.value);
    return g_strdup_printf("scsi%u-%u-%u-%u", (unsigned)at->controller.value,
                           (unsigned)at->bus.value, (unsigned)at->target.value,
                           (unsigned)at->unit.value);
}

static char *
disk_id(const Device *device, const Domain *domain)
{
    const Disk *disk = as_disk(device);
    int number = disk_target_number(disk->target.dev);

    if (disk->target.bus == DISK_BUS_SCSI)
        return scsi_id(domain, &device->address);
    if (disk_controller_type(disk) != CONTROLLER_NONE)
        return g_strdup_printf("%s%u-%u-%u", disk_bus_names.names[disk->target.bus],
                               (unsigned)device->address.controller.value,
                               (unsigned)device->address.bus.value,
                               (unsigned)device->address.unit.value);
    return g_strdup_printf(disk->target.bus == DISK_BUS_USB ? "usb-disk%d" : "virtio-disk%d",
                           number);
}

/* Returns: (owned) the QOM path of the object that has the block node; in a virtio or USB device
 * that is an inner object. */
static char *
owner_of_node(const Disk *disk)
{
    const char *id = disk->device.id;

    if (disk->target.bus == DISK_BUS_VIRTIO)
        return g_strdup_printf("/machine/peripheral/%s/virtio-backend", id);
    if (disk->target.bus == DISK_BUS_USB)
        return g_strdup_printf("/machine/peripheral/%s/%s.0/legacy[0]", id, id);
    return g_strdup(id);
}

static void
disk_commands(const Device *device, JsonArray *commands)
{
    const Disk *disk = as_disk(device);
    g_autofree char *owner = owner_of_node(disk);
    JsonObject *arguments = NULL;
    JsonObject *command = NULL;

    /* An empty drive has no I/O limits. */
    if (disk_has_source(disk))
        arguments = disk_iotune_arguments(disk->iotune, owner);
    if (arguments == NULL)
        return;
    command = json_object_new();
    part_set_string(command, "execute", "block_set_io_throttle");
    json_object_set_object_member(command, "arguments", arguments);
    json_array_add_object_element(commands, command);
}

static BootAs
disk_boot_as(const Device *device)
{
    const Disk *disk = as_disk(device);

    if (disk->device_type == DISK_DEVICE_FLOPPY)
        return BOOT_AS_FLOPPY;
    return disk->device_type == DISK_DEVICE_CDROM ? BOOT_AS_CDROM : BOOT_AS_HD;
}

static const char *
disk_helper(const Device *device)
{
    bool is_managed = XML_READ(as_disk(device)->source.reservations)->managed == TRISTATE_YES;

    return is_managed ? "qemu-pr-helper" : NULL;
}

static char *
disk_helper_socket(const Device *device, const DomainContext *context)
{
    (void)device;
    return disk_reservations_own_socket(context->state_directory);
}

/* A floppy drive's bootindex is a property of its controller, which may be built into the
 * machine. */
static void
disk_argv(const Device *device, const Domain *domain, const DomainContext *context, Argv *argv)
{
    g_autofree char *text = NULL;

    (void)domain;
    (void)context;
    if (device->boot_index == 0 || as_disk(device)->target.bus != DISK_BUS_FDC)
        return;
    text = g_strdup_printf("isa-fdc.bootindex%c=%u", device->address.unit.value == 0 ? 'A' : 'B',
                           device->boot_index);
    argv_add(argv, "-global", text);
}

const DeviceKind disk_kind = {
    .binding = &disk_binding,
    .placement_rank = PLACE_DISK,
    .arrange = disk_arrange,
    .order = disk_order,
    .complete = disk_complete,
    .check = disk_check,
    .check_all = disk_check_all,
    .number_all = disk_number_all,
    .need = disk_need,
    .id = disk_id,
    .parts = disk_parts,
    .argv = disk_argv,
    .commands = disk_commands,
    .helper = disk_helper,
    .helper_socket = disk_helper_socket,
    .boot_as = disk_boot_as,
};
