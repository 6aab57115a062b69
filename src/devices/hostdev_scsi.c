/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/hostdev_scsi.h"

#include <string.h>

#include "devices/controller.h"
#include "devices/controller_model.h"
#include "devices/disk.h"
#include "domain/domain_walk.h"

/* libvirt's number of units per controller, as for disks; controllers have 8-bit numbers. */
enum { UNITS_PER_CONTROLLER = 7, CONTROLLERS = 256 };

/* ---- addresses ---- */

/* Disks have the addresses of their names, wherever they are in the document. */
static void
complete_disks(Domain *domain, const DomainContext *context, Report *report)
{
    DOMAIN_EACH(Device, device, domain, &disk_kind)
        disk_kind.complete(device, domain, context, report);
}

static bool
is_on_scsi(const Device *device)
{
    return device->kind != &disk_kind ||
           disk_controller_type((const Disk *)(const void *)device) == CONTROLLER_SCSI;
}

/* Returns: (owned) the taken addresses, each plus 1. */
static GHashTable *
taken_places(const Domain *domain)
{
    GHashTable *taken = g_hash_table_new(NULL, NULL);

    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        const Address *at = &device->address;

        if (at->type == ADDRESS_DRIVE && is_on_scsi(device) && at->bus.value == 0 &&
            at->target.value == 0 && at->unit.value < UNITS_PER_CONTROLLER)
            g_hash_table_add(taken, GSIZE_TO_POINTER(at->controller.value * UNITS_PER_CONTROLLER +
                                                     at->unit.value + 1));
    }
    return taken;
}

static bool
is_free(GHashTable *taken, const Domain *domain, size_t place)
{
    const Controller *controller =
        controller_find(domain, CONTROLLER_SCSI, place / UNITS_PER_CONTROLLER);

    return !g_hash_table_contains(taken, GSIZE_TO_POINTER(place + 1)) &&
           (controller == NULL ||
            place % UNITS_PER_CONTROLLER <= controller_reach(controller)->unit);
}

/* Assigns the next free address to each LUN without one, in order, all in one pass. */
static void
choose_places(const Domain *domain)
{
    g_autoptr(GHashTable) taken = taken_places(domain);
    size_t place = 0;

    DOMAIN_EACH(Hostdev, hostdev, domain, &hostdev_kind) {
        Address *address = &hostdev->device.address;

        if (hostdev->type != HOSTDEV_SCSI || address->type != ADDRESS_NONE)
            continue;
        while (!is_free(taken, domain, place))
            place++;
        address->type = ADDRESS_DRIVE;
        address->controller = OPTIONAL_UINT(place / UNITS_PER_CONTROLLER);
        address->unit = OPTIONAL_UINT(place % UNITS_PER_CONTROLLER);
        place++;
    }
}

/* Returns: the model of controllers that are added for @wanted: that of the last one that it or
 * a LUN before it is on, which may be full, as with libvirt. */
static ControllerModel
added_model(const Domain *domain, const Hostdev *wanted)
{
    ControllerModel model = CONTROLLER_MODEL_ABSENT;
    uint64_t next = 0;

    DOMAIN_EACH(Hostdev, hostdev, domain, &hostdev_kind) {
        const Address *at = &hostdev->device.address;
        const Controller *full = NULL;

        if (hostdev->type != HOSTDEV_SCSI || at->type != ADDRESS_DRIVE ||
            at->controller.value < next)
            continue;
        next = at->controller.value + 1;
        full = controller_find(domain, CONTROLLER_SCSI, at->controller.value);
        if (full != NULL && full->model != CONTROLLER_MODEL_ABSENT)
            model = full->model;
        if (hostdev == wanted)
            break;
    }
    return model;
}

void
hostdev_scsi_complete(Hostdev *hostdev, Domain *domain, const DomainContext *context,
                      Report *report)
{
    Address *address = &hostdev->device.address;
    uint64_t last = 0;

    if (hostdev->type != HOSTDEV_SCSI || context->is_papr)
        return;
    if (address->type == ADDRESS_NONE) {
        complete_disks(domain, context, report);
        choose_places(domain);
    }
    address->controller = OPTIONAL_UINT(address->controller.value);
    address->bus = OPTIONAL_UINT(address->bus.value);
    address->target = OPTIONAL_UINT(address->target.value);
    address->unit = OPTIONAL_UINT(address->unit.value);
    last = MIN(address->controller.value, CONTROLLERS - 1);
    if (!controller_has_all(domain, CONTROLLER_SCSI, last))
        controller_require_all(domain, CONTROLLER_SCSI, last, added_model(domain, hostdev));
}

/* ---- its source ---- */

void
hostdev_scsi_check_iscsi(const HostdevSource *source, unsigned line, Report *report)
{
    const DiskNetwork network = hostdev_source_network(source);
    const DiskSecretOwner owner = {source->name, line, DISK_ISCSI, NULL};

    disk_network_check(&network, source->name, line, report);
    disk_auth_check(source->auth, &owner, report);
}

char *
hostdev_scsi_text(const HostdevSource *source)
{
    const HostdevAddress *address = source->address;

    if (source->protocol == HOSTDEV_ISCSI)
        return g_strdup(source->name);
    return g_strdup_printf("%s:%u:%u:%u", source->adapter.name, (unsigned)address->pci.bus.value,
                           (unsigned)address->target.value, (unsigned)address->unit.value);
}

/* ---- for QEMU ---- */

void
hostdev_scsi_number_all(Domain *domain)
{
    disk_number_all(domain);
    DOMAIN_EACH(Hostdev, hostdev, domain, &hostdev_kind)
        if (hostdev->type == HOSTDEV_SCSI && hostdev->node_number == 0)
            hostdev->node_number = ++domain->last_block_node;
}

char *
hostdev_scsi_path(const HostdevSource *source, const char *sysfs)
{
    const HostdevAddress *at = source->address;
    g_autofree char *unit = g_strdup_printf(
        "%s:%u:%u:%u", source->adapter.name + strlen(HOSTDEV_ADAPTER_PREFIX),
        (unsigned)at->pci.bus.value, (unsigned)at->target.value, (unsigned)at->unit.value);
    g_autofree char *folder = g_strdup_printf("%s/bus/scsi/devices/%s/scsi_generic", sysfs, unit);
    g_autoptr(GDir) names = g_dir_open(folder, 0, NULL);
    const char *name = names != NULL ? g_dir_read_name(names) : NULL;

    return name != NULL ? g_strconcat("/dev/", name, NULL) : g_strconcat("/dev/scsi-", unit, NULL);
}

void
hostdev_scsi_add_node(const Hostdev *hostdev, const DomainContext *context, PartList *parts)
{
    const HostdevSource *source = &hostdev->source;
    g_autofree char *secret = g_strdup_printf("libvirt-%u-backend-secret0", hostdev->node_number);
    DiskKeys keys = {.user = NULL};
    JsonObject *part = NULL;

    if (source->auth != NULL) {
        secret_ref_add(source->auth->secret, secret, context, parts);
        keys = (DiskKeys){.user = source->auth->user, .secret = secret};
    }
    part = part_list_add(parts, PART_BLOCKDEV);
    if (source->protocol == HOSTDEV_ISCSI) {
        const DiskNetwork network = hostdev_source_network(source);

        disk_network_write(&network, &keys, part);
    } else {
        g_autofree char *path = hostdev_scsi_path(source, context->sysfs);

        part_set_string(part, "driver", "host_device");
        part_set_string(part, "filename", path);
    }
    part_set_string_format(part, "node-name", "libvirt-%u-backend", hostdev->node_number);
    part_set_bool(part, "read-only", hostdev->is_readonly);
}

void
hostdev_scsi_write(const Hostdev *hostdev, JsonObject *part)
{
    if (hostdev->type == HOSTDEV_SCSI) {
        part_set_string_format(part, "drive", "libvirt-%u-backend", hostdev->node_number);
        return;
    }
    part_set_string(part, "wwpn", hostdev->source.wwpn);
    part_set_string(part, "vhostfd", hostdev->vhost_fd);
}
