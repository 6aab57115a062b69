/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/interface.h"

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "devices/interface_check.h"
#include "devices/interface_hostdev.h"
#include "devices/interface_parts.h"
#include "devices/interface_xml.h"
#include "devices/network_port.h"
#include "devices/nic_passt.h"
#include "domain/domain_walk.h"

enum { VLAN_FIRST_REG = 0x1000 };

/* Returns: (owned) a MAC for the @position-th NIC of the guest that is not in @taken.  It depends
 * only on the guest, so that a document is always completed in the same way. */
static char *
make_mac(const Domain *domain, unsigned position, GHashTable *taken)
{
    const char *guest = domain->uuid != NULL ? domain->uuid : domain->name;
    char *mac = NULL;

    for (unsigned attempt = 0; mac == NULL || g_hash_table_contains(taken, mac); attempt++) {
        g_autofree char *seed =
            g_strdup_printf("%s/%u/%u", guest != NULL ? guest : "", position, attempt);
        g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, seed, -1);

        g_free(mac);
        mac = g_strdup_printf("52:54:00:%.2s:%.2s:%.2s", hash, hash + 2, hash + 4);
    }
    return mac;
}

void
interface_make_macs(Domain *domain)
{
    g_autoptr(GHashTable) taken = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) nics = g_ptr_array_new();

    DOMAIN_EACH(Interface, nic, domain, &interface_kind) {
        g_ptr_array_add(nics, nic);
        if (nic->mac.address != NULL)
            g_hash_table_add(taken, nic->mac.address);
    }
    for (unsigned i = 0; i < nics->len; i++) {
        Interface *nic = g_ptr_array_index(nics, i);

        if (nic->mac.address != NULL)
            continue;
        nic->mac.address = make_mac(domain, i, taken);
        g_hash_table_add(taken, nic->mac.address);
    }
}

static const char *
default_model(const Interface *nic, const DomainContext *context)
{
    const char *names = context->rules->defaults->nic_models;

    if (interface_type_rules(nic->type)->needs_virtio)
        return "virtio";
    return nic_model_default(context->capabilities, names)->name;
}

/* Fills in the model, or writes the one that is given as we do. */
static void
complete_model(Interface *nic, const DomainContext *context)
{
    const NicModel *model = nic_model_find(nic->model.type);
    const char *name = model != NULL ? model->name : nic->model.type;
    char *completed = g_strdup(name != NULL ? name : default_model(nic, context));

    g_free(nic->model.type);
    nic->model.type = completed;
}

/* A model that we do not know is refused with its name. */
static bool
is_virtio(const Interface *nic)
{
    const NicModel *model = nic_model_find(nic->model.type);

    return model != NULL && model->is_virtio;
}

/* libvirt generates such names at each start. */
static bool
is_made_up(const char *name)
{
    return g_str_has_prefix(name, "vnet") || g_str_has_prefix(name, "macvtap");
}

/* Of a card that is the host's own nothing is emulated. */
static void
complete_emulated(Interface *nic, const DomainContext *context, Report *report)
{
    complete_model(nic, context);
    nic_driver_complete(&nic->driver, is_virtio(nic), report);
    if (nic->target.dev != NULL && is_made_up(nic->target.dev) &&
        nic->target.managed != TRISTATE_NO)
        g_clear_pointer(&nic->target.dev, g_free);
    interface_source_complete(&nic->source, nic->type);
}

static void
interface_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Interface *nic = (Interface *)device;

    if (nic->type == INTERFACE_NONE)
        nic->type = INTERFACE_USER;
    if (nic->mac.address == NULL)
        interface_make_macs(domain);
    if (nic->managed == TRISTATE_NO) /* the default */
        nic->managed = TRISTATE_ABSENT;
    if (nic->type == INTERFACE_HOSTDEV)
        interface_hostdev_complete(nic, context, report);
    else
        complete_emulated(nic, context, report);
    g_clear_pointer(&nic->mac.current, g_free);
    if (nic->backend.type == BACKEND_DEFAULT) /* the default */
        nic->backend.type = BACKEND_NONE;
    nic_addresses_complete(&nic->addresses);
    nic_network_complete(&nic->network, domain->uuid, nic->mac.address);
}

static bool
is_usb(const Device *device)
{
    const NicModel *model = nic_model_find(((const Interface *)device)->model.type);

    return model != NULL && model->address == ADDRESS_USB;
}

static void
interface_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_usb(domain, &interface_kind, is_usb, report);
}

static AddressNeed
interface_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    const Interface *nic = (const Interface *)device;
    const NicModel *model = nic_model_find(nic->model.type);

    (void)domain;
    (void)context;
    if (nic->type == INTERFACE_HOSTDEV)
        return interface_hostdev_need(nic);
    return (AddressNeed){.type = model->address,
                         .model = model->driver,
                         .virtual_functions = model->virtual_functions,
                         .vio_base = VLAN_FIRST_REG};
}

/* libvirt counts passed-through NICs as hostdevs. */
static const char *
interface_id_prefix(const Device *device)
{
    return ((const Interface *)device)->type == INTERFACE_HOSTDEV ? "hostdev" : "net";
}

/* QEMU opens a bridge through qemu-bridge-helper, and runs scripts itself. */
static bool
interface_spawns(const Device *device)
{
    const Interface *nic = (const Interface *)device;

    return nic->tap_fds == NULL && (interface_connection(nic) == INTERFACE_BRIDGE ||
                                    nic->script.path != NULL || nic->downscript.path != NULL);
}

static void
interface_clear(Device *device)
{
    Interface *nic = (Interface *)device;

    g_free(nic->tap_fds);
    g_free(nic->vhost_fds);
    network_port_free(nic->port);
}

static void
interface_copy(Device *device, const Device *from, const Domain *domain, const Domain *from_domain)
{
    Interface *nic = (Interface *)device;
    const Interface *other = (const Interface *)from;

    (void)domain;
    (void)from_domain;
    nic->tap_fds = g_strdup(other->tap_fds);
    nic->vhost_fds = g_strdup(other->vhost_fds);
    nic->port = network_port_copy(other->port);
}

static const char *
interface_helper(const Device *device)
{
    return nic_passt_is_used((const Interface *)device) ? "passt" : NULL;
}

static BootAs
interface_boot_as(const Device *device)
{
    (void)device;
    return BOOT_AS_NETWORK;
}

static const HostPciAddress *
interface_pci(const Device *device)
{
    const Interface *nic = (const Interface *)device;

    return nic->type == INTERFACE_HOSTDEV ? hostdev_source_pci(&nic->source.hostdev, HOSTDEV_PCI)
                                          : NULL;
}

const DeviceKind interface_kind = {
    .binding = &interface_binding,
    .placement_rank = PLACE_INTERFACE,
    .complete = interface_complete,
    .clear = interface_clear,
    .copy = interface_copy,
    .check = interface_check,
    .check_all = interface_check_all,
    .need = interface_need,
    .id_prefix_of = interface_id_prefix,
    .parts = interface_parts,
    .host_pci = interface_pci,
    .spawns = interface_spawns,
    .helper = interface_helper,
    .helper_socket = nic_passt_socket,
    .boot_as = interface_boot_as,
};
