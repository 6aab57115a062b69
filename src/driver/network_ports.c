/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/network_ports.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/uuid.h"
#include "devices/network_port.h"
#include "domain/domain_walk.h"
#include "host/network_filter.h"

static UndoStep
step_of(const char *network, const char *uuid)
{
    UndoStep step = {UNDO_NETWORK_PORT, network, {0}};
    uint8_t bytes[UUID_BYTES];

    uuid_parse(uuid, bytes);
    memcpy(step.numbers, bytes, sizeof bytes);
    return step;
}

static bool
open_port(Driver *driver, Domain *next, Interface *nic, UndoList *undo, GError **error)
{
    const char *network = nic->source.network;
    const HostServices *services = driver->services;
    g_autofree char *uuid = g_uuid_string_random();
    g_autofree char *request = network_port_request(nic, next, uuid, false);
    UndoStep step = step_of(network, uuid);
    g_autofree char *port = NULL;

    undo_add(undo, &step);
    if (!undo_write(undo, error))
        return false;
    port = services->create_port(services->user, network, request, false, error);
    return port != NULL && network_port_plug(nic, port, error);
}

bool
network_ports_open(Driver *driver, Domain *next, UndoList *undo, GError **error)
{
    DOMAIN_EACH(Interface, nic, next, &interface_kind)
        if (nic->type == INTERFACE_NETWORK && !open_port(driver, next, nic, undo, error))
            return false;
    return true;
}

static bool
reclaim(const HostServices *services, const Domain *live, const Interface *nic, GError **error)
{
    const char *network = nic->source.network;
    const char *uuid = nic->source.port_id;
    g_autofree char *request = NULL;
    g_autofree char *port = NULL;
    int is_known = services->has_port(services->user, network, uuid, error);

    if (is_known != 0)
        return is_known > 0;
    request = network_port_request(nic, live, uuid, true);
    port = services->create_port(services->user, network, request, true, error);
    return port != NULL;
}

void
network_ports_reclaim(Driver *driver, const Domain *live)
{
    DOMAIN_EACH(const Interface, nic, live, &interface_kind) {
        g_autoptr(GError) error = NULL;

        if (nic->source.network != NULL && nic->source.port_id != NULL &&
            !reclaim(driver->services, live, nic, &error))
            g_warning("network '%s' does not know the port of '%s' any more: %s",
                      nic->source.network, live->name, error->message);
        g_clear_error(&error);
        if (!network_filter_bind_again(driver->services, live, nic, &error))
            g_warning("the filter of %s of '%s' is not there any more: %s", nic->target.dev,
                      live->name, error->message);
    }
}

bool
network_port_release(Driver *driver, const UndoStep *step, GError **error)
{
    const HostServices *services = driver->services;
    uint8_t bytes[UUID_BYTES];
    char uuid[UUID_TEXT_BYTES];

    memcpy(bytes, step->numbers, sizeof bytes);
    uuid_format(bytes, uuid);
    return services->delete_port(services->user, step->key, uuid, error);
}
