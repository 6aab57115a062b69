/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/interface_parts.h"

#include <string.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "devices/interface_hostdev.h"
#include "qemu/qmp_member.h"

static void
write_script(JsonObject *part, const char *property, const InterfaceScript *script)
{
    json_object_set_string_member(part, property, script->path != NULL ? script->path : "no");
}

/* QEMU's helper for bridges, for those who may not open a tap themselves, has one queue. */
static bool
has_many_queues(const Interface *card)
{
    return interface_n_queues(card) > 1 &&
           (card->type != INTERFACE_BRIDGE || card->tap_fds != NULL);
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
write_open_backend(const Interface *card, JsonObject *part)
{
    json_object_set_string_member(part, "type", "tap");
    write_descriptors(part, "fd", "fds", card->tap_fds);
    if (card->vhost_fds != NULL)
        json_object_set_boolean_member(part, "vhost", TRUE);
    write_descriptors(part, "vhostfd", "vhostfds", card->vhost_fds);
}

static void
write_queue_number(const Interface *card, JsonObject *part)
{
    if (has_many_queues(card))
        json_object_set_int_member(part, "queues", interface_n_queues(card));
}

static void
write_tap(const Interface *card, JsonObject *part)
{
    part_set_string(part, "ifname", card->target.dev);
    write_script(part, "script", &card->script);
    write_script(part, "downscript", &card->downscript);
    write_queue_number(card, part);
    if (XML_READ(card->driver)->name == NIC_DRIVER_VHOST)
        json_object_set_boolean_member(part, "vhost", TRUE);
}

/* Both processes see the guest's memory; what they say to each other goes over a socket. */
static void
add_socket(const Interface *card, PartList *parts)
{
    JsonObject *socket = part_list_add(parts, PART_CHARDEV);

    json_object_set_string_member(socket, "backend", "socket");
    part_set_string_format(socket, "id", "char%s", card->device.id);
    interface_source_write_socket(&card->source, socket);
}

static void
write_backend(const Interface *card, JsonObject *part)
{
    const char *backend = interface_type_rules(card->type)->backend;

    json_object_set_string_member(part, "type", backend);
    if (card->type == INTERFACE_VDPA && card->vhost_fds != NULL)
        json_object_set_string_member(part, "vhostfd", card->vhost_fds);
    else
        interface_source_write(&card->source, card->type, part);
    if (strcmp(backend, "tap") == 0)
        write_tap(card, part);
    if (card->type == INTERFACE_USER)
        nic_user_network_write(&card->addresses, card->port_forwards, part);
    if (card->type == INTERFACE_VHOSTUSER || card->type == INTERFACE_VDPA)
        write_queue_number(card, part);
}

static void
add_backend(const Interface *card, const char *id, PartList *parts)
{
    JsonObject *part = NULL;

    if (card->type == INTERFACE_VHOSTUSER)
        add_socket(card, parts);
    part = part_list_add(parts, PART_NETDEV);
    if (card->tap_fds != NULL)
        write_open_backend(card, part);
    else
        write_backend(card, part);
    if (card->type == INTERFACE_VHOSTUSER)
        part_set_string_format(part, "chardev", "char%s", card->device.id);
    if (card->tune.sndbuf.is_set && g_str_equal(qmp_member_string(part, "type", ""), "tap"))
        part_set_optional_uint(part, "sndbuf", card->tune.sndbuf);
    json_object_set_string_member(part, "id", id);
}

/* One vector for each queue's two rings, one for configuration and one for control. */
static void
write_queues(const Interface *card, JsonObject *part)
{
    if (!has_many_queues(card))
        return;
    json_object_set_boolean_member(part, "mq", TRUE);
    json_object_set_int_member(part, "vectors",
                               (gint64)(2 * XML_READ(card->driver)->queues.value + 2));
}

void
interface_parts(const Device *device, const Domain *domain, const DomainContext *context,
                PartList *parts)
{
    const Interface *card = (const Interface *)(const void *)device;
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
        if (card->teaming.type == TEAMING_PERSISTENT)
            json_object_set_boolean_member(part, "failover", TRUE);
        if (card->driver != NULL)
            nic_driver_write(card->driver, part);
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
