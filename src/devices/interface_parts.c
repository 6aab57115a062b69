/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/interface_parts.h"

#include <string.h>

#include "devices/controller.h"
#include "devices/device_rules.h"
#include "devices/interface_hostdev.h"
#include "devices/nic_passt.h"
#include "qemu/qmp_member.h"

static void
write_script(JsonObject *part, const char *property, const InterfaceScript *script)
{
    json_object_set_string_member(part, property, script->path != NULL ? script->path : "no");
}

/* qemu-bridge-helper, for users who may not open a tap, gives one queue. */
static bool
has_many_queues(const Interface *nic)
{
    return interface_n_queues(nic) > 1 &&
           (interface_connection(nic) != INTERFACE_BRIDGE || nic->tap_fds != NULL);
}

/* QEMU's option has another name for several descriptors. */
static void
write_descriptors(JsonObject *part, const char *one, const char *several, const char *fds)
{
    if (fds != NULL)
        json_object_set_string_member(part, strchr(fds, ':') != NULL ? several : one, fds);
}

/* The host's end is already open: QEMU needs no rights to it. */
static void
write_open_backend(const Interface *nic, JsonObject *part)
{
    json_object_set_string_member(part, "type", "tap");
    write_descriptors(part, "fd", "fds", nic->tap_fds);
    if (nic->vhost_fds != NULL)
        json_object_set_boolean_member(part, "vhost", TRUE);
    write_descriptors(part, "vhostfd", "vhostfds", nic->vhost_fds);
}

static void
write_queue_number(const Interface *nic, JsonObject *part)
{
    if (has_many_queues(nic))
        json_object_set_int_member(part, "queues", interface_n_queues(nic));
}

static void
write_tap(const Interface *nic, JsonObject *part)
{
    part_set_string(part, "ifname", nic->target.dev);
    write_script(part, "script", &nic->script);
    write_script(part, "downscript", &nic->downscript);
    write_queue_number(nic, part);
    if (XML_READ(nic->driver)->name == NIC_DRIVER_VHOST)
        json_object_set_boolean_member(part, "vhost", TRUE);
}

/* Both processes share the guest's memory and communicate over a socket. */
static void
add_socket(const Interface *nic, const DomainContext *context, PartList *parts)
{
    JsonObject *socket = part_list_add(parts, PART_CHARDEV);

    json_object_set_string_member(socket, "backend", "socket");
    part_set_string_format(socket, "id", "char%s", nic->device.id);
    if (nic_passt_is_used(nic))
        nic_passt_write_socket(nic, context, socket);
    else
        interface_source_write_socket(&nic->source, socket);
}

static void
write_backend(const Interface *nic, const DomainContext *context, JsonObject *part)
{
    InterfaceType connection = interface_connection(nic);
    const char *backend = interface_type_rules(connection)->backend;

    if (nic_passt_is_used(nic) && nic->type == INTERFACE_USER) {
        nic_passt_write(nic, context, part);
        return;
    }
    json_object_set_string_member(part, "type", backend);
    if (nic->type == INTERFACE_VDPA && nic->vhost_fds != NULL)
        json_object_set_string_member(part, "vhostfd", nic->vhost_fds);
    else
        interface_source_write(&nic->source, connection, part);
    if (strcmp(backend, "tap") == 0)
        write_tap(nic, part);
    if (nic->type == INTERFACE_USER)
        nic_user_network_write(&nic->addresses, nic->port_forwards, part);
    if (nic->type == INTERFACE_VHOSTUSER || nic->type == INTERFACE_VDPA)
        write_queue_number(nic, part);
}

static void
add_backend(const Interface *nic, const char *id, const DomainContext *context, PartList *parts)
{
    JsonObject *part = NULL;

    if (nic->type == INTERFACE_VHOSTUSER)
        add_socket(nic, context, parts);
    part = part_list_add(parts, PART_NETDEV);
    if (nic->tap_fds != NULL)
        write_open_backend(nic, part);
    else
        write_backend(nic, context, part);
    if (nic->type == INTERFACE_VHOSTUSER)
        part_set_string_format(part, "chardev", "char%s", nic->device.id);
    if (nic->tune.sndbuf.is_set && g_str_equal(qmp_member_string(part, "type", ""), "tap"))
        part_set_optional_uint(part, "sndbuf", nic->tune.sndbuf);
    json_object_set_string_member(part, "id", id);
}

/* Two vectors per queue, one for configuration and one for control. */
static void
write_queues(const Interface *nic, JsonObject *part)
{
    if (!has_many_queues(nic))
        return;
    json_object_set_boolean_member(part, "mq", TRUE);
    json_object_set_int_member(part, "vectors",
                               (gint64)(2 * XML_READ(nic->driver)->queues.value + 2));
}

void
interface_parts(const Device *device, const Domain *domain, const DomainContext *context,
                PartList *parts)
{
    const Interface *nic = (const Interface *)(const void *)device;
    const NicModel *model = nic_model_find(nic->model.type);
    g_autofree char *backend = g_strconcat("host", device->id, NULL);
    JsonObject *part = NULL;

    if (nic->type == INTERFACE_HOSTDEV) {
        interface_hostdev_parts(nic, domain, parts);
        return;
    }
    add_backend(nic, backend, context, parts);
    part = device_rules_part(device, model->driver, parts);
    if (model->is_virtio) {
        if (nic->teaming.type == TEAMING_PERSISTENT)
            json_object_set_boolean_member(part, "failover", TRUE);
        if (nic->driver != NULL)
            nic_driver_write(nic->driver, part);
        write_queues(nic, part);
        if (nic->mtu.size.is_set)
            json_object_set_int_member(part, "host_mtu", (gint64)nic->mtu.size.value);
    }
    json_object_set_string_member(part, "netdev", backend);
    json_object_set_string_member(part, "mac", nic->mac.address);
    controller_write_address(domain, device, part);
    if (device->boot_index > 0)
        json_object_set_int_member(part, "bootindex", device->boot_index);
    rom_write(&nic->rom, part);
}
