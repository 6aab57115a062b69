/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/interface.h"

#include <glib/gi18n-lib.h>

static const InterfaceTypeRules type_rules[] = {
    [INTERFACE_USER] = {.backend = "user"},
    [INTERFACE_BRIDGE] = {.backend = "bridge",
                          .has_tap = true,
                          .has_mtu = true,
                          .has_queues = true},
    [INTERFACE_ETHERNET] = {.backend = "tap",
                            .has_tap = true,
                            .has_script = true,
                            .has_mtu = true,
                            .has_queues = true},
    [INTERFACE_NETWORK] = {.backend = "tap",
                           .has_tap = true,
                           .has_mtu = true,
                           .has_queues = true,
                           .needs_daemon = true},
    [INTERFACE_DIRECT] = {.backend = "tap", .has_queues = true, .needs_daemon = true},
    [INTERFACE_HOSTDEV] = {.backend = NULL}, /* in QEMU it is a different device */
    [INTERFACE_VHOSTUSER] = {.backend = "vhost-user",
                             .has_mtu = true,
                             .has_queues = true,
                             .needs_virtio = true},
    [INTERFACE_SERVER] = {.backend = "socket"},
    [INTERFACE_CLIENT] = {.backend = "socket"},
    [INTERFACE_MCAST] = {.backend = "socket"},
    [INTERFACE_UDP] = {.backend = "socket"},
    [INTERFACE_INTERNAL] = {.refusal = N_("no driver connects such an interface")},
    [INTERFACE_VDPA] = {.backend = "vhost-vdpa", .has_queues = true, .needs_virtio = true},
    [INTERFACE_NULL] = {.refusal = N_("FreeBSD's bhyve has such an interface, QEMU has not")},
    [INTERFACE_VDS] = {.refusal = N_("a distributed switch is VMware's alone")},
};

const InterfaceTypeRules *
interface_type_rules(InterfaceType type)
{
    return &type_rules[type];
}

InterfaceType
interface_connection(const Interface *nic)
{
    return nic->type == INTERFACE_NETWORK && nic->source.bridge != NULL ? INTERFACE_BRIDGE
                                                                        : nic->type;
}

bool
interface_has_tap(const Interface *nic)
{
    return type_rules[nic->type].has_tap;
}

bool
interface_has_shaping(const Interface *nic)
{
    return interface_has_tap(nic) || nic->type == INTERFACE_DIRECT;
}

unsigned
interface_n_queues(const Interface *nic)
{
    const NicModel *model = nic_model_find(nic->model.type);

    return type_rules[nic->type].has_queues && model != NULL && model->is_virtio &&
                   XML_READ(nic->driver)->queues.is_set
               ? (unsigned)XML_READ(nic->driver)->queues.value
               : 1;
}
