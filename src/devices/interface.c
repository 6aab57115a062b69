/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/interface.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "devices/interface_hostdev.h"

enum { VLAN_FIRST_REG = 0x1000, MTU_LEAST = 68 };

static const char *const link_texts[] = {[LINK_UP] = "up", [LINK_DOWN] = "down"};
static const NameTable link_names = NAME_TABLE(link_texts);

static const XmlField mac_fields[] = {
    XML_ATTR("address", InterfaceMac, address, xml_type_mac, ),
    XML_REFUSE_ATTR("type check", XML_NOT_PSERIES),
    XML_END,
};
static const XmlBinding mac_binding = {"mac", sizeof(InterfaceMac), mac_fields};

static const XmlField model_fields[] = {
    XML_ATTR_STRING("type", InterfaceModel, type),
    XML_END,
};
static const XmlBinding model_binding = {"model", sizeof(InterfaceModel), model_fields};

static const XmlField target_fields[] = {
    XML_ATTR_STRING("dev", InterfaceTarget, dev),
    XML_ATTR_YES_NO("managed", InterfaceTarget, managed),
    XML_END,
};
static const XmlBinding target_binding = {"target", sizeof(InterfaceTarget), target_fields};

static const XmlField script_fields[] = {
    XML_ATTR_STRING("path", InterfaceScript, path),
    XML_END,
};
static const XmlBinding script_binding = {"script", sizeof(InterfaceScript), script_fields};

static const XmlField link_fields[] = {
    XML_ATTR_ENUM("state", InterfaceLink, state, link_names),
    XML_END,
};
static const XmlBinding link_binding = {"link", sizeof(InterfaceLink), link_fields};

static const XmlField mtu_fields[] = {
    XML_ATTR_UINT("size", InterfaceMtu, size, MTU_LEAST, G_MAXUINT16),
    XML_END,
};
static const XmlBinding mtu_binding = {"mtu", sizeof(InterfaceMtu), mtu_fields};

static const XmlField interface_fields[] = {
    XML_ATTR("type", Interface, type, xml_type_enum, .argument = &interface_type_names,
             .is_required = true),
    XML_ATTR_YES_NO("managed", Interface, managed),
    XML_REFUSE_ATTR("trustGuestRxFilters", XML_NOT_YET),
    XML_INLINE("mac", Interface, mac, mac_binding),
    XML_INLINE("source", Interface, source, interface_source_binding),
    XML_INLINE("script", Interface, script, script_binding),
    XML_INLINE("downscript", Interface, downscript, script_binding),
    XML_INLINE("target", Interface, target, target_binding),
    XML_INLINE("model", Interface, model, model_binding),
    XML_INLINE("driver", Interface, driver, nic_driver_binding),
    XML_INLINE("link", Interface, link, link_binding),
    XML_INLINE("mtu", Interface, mtu, mtu_binding),
    DEVICE_BOOT_ROW(Interface),
    XML_INLINE("rom", Interface, rom, rom_binding),
    XML_REFUSE_ELEMENT(
        "backend backenddomain bandwidth coalesce filterref guest ip port portForward "
        "route teaming tune virtualport vlan",
        XML_NOT_YET),
    DEVICE_ROWS(Interface),
    XML_END,
};
static const XmlBinding interface_binding = {"interface", sizeof(Interface), interface_fields};

/* What each supported type takes; a row without a backend is a type that is not supported. */
static const struct {
    const char *backend; /* QEMU's type of -netdev */
    bool has_device, has_script, has_mtu, has_queues;
} backends[] = {
    [INTERFACE_USER] = {.backend = "user"},
    [INTERFACE_BRIDGE] = {.backend = "bridge", .has_mtu = true},
    [INTERFACE_ETHERNET] = {.backend = "tap",
                            .has_device = true,
                            .has_script = true,
                            .has_mtu = true,
                            .has_queues = true},
    [INTERFACE_SERVER] = {.backend = "socket"},
    [INTERFACE_CLIENT] = {.backend = "socket"},
    [INTERFACE_MCAST] = {.backend = "socket"},
    [INTERFACE_UDP] = {.backend = "socket"},
    [INTERFACE_VDS] = {.backend = NULL},
};

/* Returns: (owned) an address for the @position-th card of the guest that is not in @taken.  It
 * depends on the guest alone, so that a document is completed alike each time. */
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
    g_autoptr(GPtrArray) cards = g_ptr_array_new();

    for (unsigned i = 0; i < domain->devices->len; i++) {
        Interface *card = (Interface *)domain_device(domain, i);

        if (card->device.kind != &interface_kind)
            continue;
        g_ptr_array_add(cards, card);
        if (card->mac.address != NULL)
            g_hash_table_add(taken, card->mac.address);
    }
    for (unsigned i = 0; i < cards->len; i++) {
        Interface *card = g_ptr_array_index(cards, i);

        if (card->mac.address != NULL)
            continue;
        card->mac.address = make_mac(domain, i, taken);
        g_hash_table_add(taken, card->mac.address);
    }
}

static void
interface_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Interface *card = (Interface *)device;

    if (card->mac.address == NULL)
        interface_make_macs(domain);
    if (card->type == INTERFACE_HOSTDEV) {
        interface_hostdev_complete(card, context, report);
        return;
    }
    if (card->model.type == NULL)
        card->model.type = g_strdup(nic_model_default(context->capabilities)->name);
    /* libvirt makes such names up at each start. */
    if (card->target.dev != NULL && g_str_has_prefix(card->target.dev, "vnet") &&
        card->target.managed != TRISTATE_NO)
        g_clear_pointer(&card->target.dev, g_free);
}

static void
check_model(const Interface *card, const Capabilities *capabilities, Report *report)
{
    const NicModel *model = nic_model_find(card->model.type);
    g_autofree char *list = NULL;

    if (model != NULL && capabilities_has_type(capabilities, model->driver))
        return;
    list = nic_model_list(capabilities);
    report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, card->device.line,
                 _("model '%s' of <interface> does not exist in this QEMU, which has %s"),
                 card->model.type, list);
}

static void
check_host_side(const Interface *card, Report *report)
{
    unsigned line = card->device.line;
    const char *type = interface_type_names.names[card->type];

    if (!backends[card->type].has_script &&
        (card->script.path != NULL || card->downscript.path != NULL))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("scripts are not supported on <interface type='%s'>, only on one of type "
                       "'ethernet'"),
                     type);
    if (!backends[card->type].has_mtu && card->mtu.size.is_set)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("an MTU cannot be set on <interface type='%s'>"), type);
    if (card->target.managed == TRISTATE_NO && card->target.dev == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<target managed='no'> of <interface> lacks the device's name, 'dev'"));
}

/* What is right in itself, but has no effect with that type of network. */
static void
warn_of_host_side(const Interface *card, Report *report)
{
    unsigned line = card->device.line;
    const char *type = interface_type_names.names[card->type];

    if (!backends[card->type].has_device && card->target.dev != NULL)
        report_warning(report, line,
                       _("<target dev='%s'> has no effect: the host's side of <interface "
                         "type='%s'> has no name that could be chosen"),
                       card->target.dev, type);
    if (!backends[card->type].has_queues && card->driver.queues.value > 1)
        report_warning(report, line,
                       _("queues='%" PRIu64 "' has no effect: <interface type='%s'> has "
                         "one queue"),
                       card->driver.queues.value, type);
    if (!backends[card->type].has_device && card->driver.name == NIC_DRIVER_VHOST)
        report_warning(report, line,
                       _("<driver name='vhost'> has no effect on <interface type='%s'>"), type);
    if (card->link.state == LINK_DOWN)
        report_warning(report, line,
                       _("<link state='down'> is not supported yet: the guest starts with its link "
                         "up"));
}

static void
interface_check(const Device *device, const Domain *domain, const DomainContext *context,
                Report *report)
{
    const Interface *card = (const Interface *)device;
    const NicModel *model = nic_model_find(card->model.type);

    (void)domain;
    if (card->type == INTERFACE_NONE)
        return; /* the table has said so */
    interface_source_check(&card->source, card->type, device->line, report);
    if (card->type == INTERFACE_HOSTDEV) {
        interface_hostdev_check(card, context, report);
        return;
    }
    if (backends[card->type].backend == NULL) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<interface type='%s'> is not supported yet: use 'user', 'bridge', "
                       "'ethernet', 'server', 'client', 'mcast' or 'udp'"),
                     interface_type_names.names[card->type]);
        return;
    }
    check_model(card, context->capabilities, report);
    check_host_side(card, report);
    warn_of_host_side(card, report);
    nic_driver_check(&card->driver, model != NULL && model->is_virtio, report);
    rom_check(&card->rom, report);
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
    const Interface *card = (const Interface *)device;
    const NicModel *model = nic_model_find(card->model.type);

    (void)domain;
    (void)context;
    if (card->type == INTERFACE_HOSTDEV)
        return interface_hostdev_need(card);
    return (AddressNeed){
        .type = model->address, .model = model->driver, .vio_base = VLAN_FIRST_REG};
}

static char *
interface_id(const Device *device, const Domain *domain, unsigned position)
{
    unsigned n_passed = interface_hostdev_before(device, domain);

    if (((const Interface *)device)->type == INTERFACE_HOSTDEV)
        return g_strdup_printf("hostdev%u", n_passed);
    return g_strdup_printf("net%u", position - n_passed);
}

static void
write_script(JsonObject *part, const char *property, const InterfaceScript *script)
{
    json_object_set_string_member(part, property, script->path != NULL ? script->path : "no");
}

static bool
has_many_queues(const Interface *card)
{
    return backends[card->type].has_queues && card->driver.queues.value > 1 &&
           nic_model_find(card->model.type)->is_virtio;
}

bool
interface_has_tap(const Interface *card)
{
    return card->type == INTERFACE_BRIDGE || card->type == INTERFACE_ETHERNET;
}

unsigned
interface_n_queues(const Interface *card)
{
    return has_many_queues(card) ? (unsigned)card->driver.queues.value : 1;
}

/* QEMU has one name for one descriptor and another for several. */
static void
write_descriptors(JsonObject *part, const char *one, const char *several, const char *fds)
{
    if (fds != NULL)
        json_object_set_string_member(part, strchr(fds, ':') != NULL ? several : one, fds);
}

/* The host's end is open already: QEMU needs no rights to it. */
static void
add_open_backend(const Interface *card, const char *id, PartList *parts)
{
    JsonObject *part = part_list_add(parts, PART_NETDEV);

    json_object_set_string_member(part, "type", "tap");
    write_descriptors(part, "fd", "fds", card->tap_fds);
    if (card->vhost_fds != NULL)
        json_object_set_boolean_member(part, "vhost", TRUE);
    write_descriptors(part, "vhostfd", "vhostfds", card->vhost_fds);
    json_object_set_string_member(part, "id", id);
}

static void
add_backend(const Interface *card, const char *id, PartList *parts)
{
    JsonObject *part = NULL;

    if (card->tap_fds != NULL) {
        add_open_backend(card, id, parts);
        return;
    }
    part = part_list_add(parts, PART_NETDEV);
    json_object_set_string_member(part, "type", backends[card->type].backend);
    interface_source_write(&card->source, card->type, part);
    if (backends[card->type].has_device && card->target.dev != NULL)
        json_object_set_string_member(part, "ifname", card->target.dev);
    if (backends[card->type].has_script) {
        write_script(part, "script", &card->script);
        write_script(part, "downscript", &card->downscript);
    }
    if (has_many_queues(card))
        json_object_set_int_member(part, "queues", (gint64)card->driver.queues.value);
    if (backends[card->type].has_device && card->driver.name == NIC_DRIVER_VHOST)
        json_object_set_boolean_member(part, "vhost", TRUE);
    json_object_set_string_member(part, "id", id);
}

/* One vector for each queue's two rings, one for configuration and one for control. */
static void
write_queues(const Interface *card, JsonObject *part)
{
    if (!has_many_queues(card))
        return;
    json_object_set_boolean_member(part, "mq", TRUE);
    json_object_set_int_member(part, "vectors", (gint64)(2 * card->driver.queues.value + 2));
}

static void
interface_parts(const Device *device, const Domain *domain, const DomainContext *context,
                PartList *parts)
{
    const Interface *card = (const Interface *)device;
    const NicModel *model = nic_model_find(card->model.type);
    g_autofree char *backend = g_strconcat("host", device->id, NULL);
    JsonObject *part = NULL;

    (void)context;
    if (card->type == INTERFACE_HOSTDEV) {
        interface_hostdev_parts(card, domain, parts);
        return;
    }
    add_backend(card, backend, parts);
    part = device_rules_part(device, model->driver, parts);
    if (model->is_virtio) {
        nic_driver_write(&card->driver, part);
        write_queues(card, part);
        if (card->mtu.size.is_set)
            json_object_set_int_member(part, "host_mtu", (gint64)card->mtu.size.value);
    }
    json_object_set_string_member(part, "netdev", backend);
    json_object_set_string_member(part, "mac", card->mac.address);
    controller_write_address(domain, device, part);
    if (device->boot_index > 0)
        json_object_set_int_member(part, "bootindex", device->boot_index);
    rom_write(&card->rom, part);
}

/* QEMU has a helper open a bridge, and runs scripts itself. */
static bool
interface_spawns(const Device *device)
{
    const Interface *card = (const Interface *)device;

    return card->tap_fds == NULL && (card->type == INTERFACE_BRIDGE || card->script.path != NULL ||
                                     card->downscript.path != NULL);
}

static void
interface_clear(Device *device)
{
    Interface *card = (Interface *)device;

    g_free(card->tap_fds);
    g_free(card->vhost_fds);
}

static BootAs
interface_boot_as(const Device *device)
{
    (void)device;
    return BOOT_AS_NETWORK;
}

const DeviceKind interface_kind = {
    .binding = &interface_binding,
    .placement_rank = PLACE_INTERFACE,
    .complete = interface_complete,
    .clear = interface_clear,
    .check = interface_check,
    .check_all = interface_check_all,
    .need = interface_need,
    .id = interface_id,
    .parts = interface_parts,
    .spawns = interface_spawns,
    .boot_as = interface_boot_as,
};
