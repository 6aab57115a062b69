/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/interface_start.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "devices/interface.h"
#include "domain/domain_walk.h"

/* Each rule sets @error and returns false where a NIC cannot be connected. */
typedef bool (*NicRule)(const Interface *nic, bool is_system, GError **error);

static bool
check_rights(const Interface *nic, bool is_system, GError **error)
{
    bool needs_system = nic->type == INTERFACE_DIRECT ||
                        nic_addresses_is_set(&nic->source.addresses) ||
                        nic->network.port.isolated == TRISTATE_YES ||
                        nic->network.coalesce.rx.frames.max.value != 0;

    if (is_system || !needs_system)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("interface %s - a session's daemon may not set up devices of the host: use "
                  "pseries:///system"),
                nic->mac.address);
    return false;
}

static bool
check_vlan(const Interface *nic, bool is_system, GError **error)
{
    (void)is_system;
    if (nic->network.vlan == NULL)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("interface %s - vlan tag not supported for this connection type"),
                nic->mac.address);
    return false;
}

static bool
check_virtual_port(const Interface *nic, bool is_system, GError **error)
{
    (void)is_system;
    if (nic->network.virtual_port == NULL)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("interface %s - there is no driver here for the switch of its <virtualport>"),
                nic->mac.address);
    return false;
}

/* Filters guard devices that only the system's daemon makes. */
static bool
check_filter(const Interface *nic, bool is_system, GError **error)
{
    if (nic->network.filter.filter == NULL || (is_system && nic->target.managed != TRISTATE_NO))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("interface %s - a <filterref> is possible for a tap device that the system's "
                  "daemon makes"),
                nic->mac.address);
    return false;
}

/* Devices that only the system's daemon makes are shaped, and a guest that asks for it must not run
 * without it. */
static bool
check_bandwidth(const Interface *nic, bool is_system, GError **error)
{
    if (!xml_binding_is_set(&nic_bandwidth_binding, nic->network.bandwidth) ||
        (is_system && interface_has_shaping(nic) && nic->target.managed != TRISTATE_NO))
        return true;
    /* libvirt starts such a guest as well, with a warning in its log. */
    if (!interface_has_shaping(nic)) {
        g_warning("interface %s: there is nothing of the host's to which its <bandwidth> could be "
                  "applied",
                  nic->mac.address);
        return true;
    }
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("interface %s - a <bandwidth> is possible for a device that the system's daemon "
                  "makes"),
                nic->mac.address);
    return false;
}

static const NicRule rules[] = {
    check_rights, check_vlan, check_virtual_port, check_filter, check_bandwidth,
};

bool
interface_start_check(const Domain *domain, bool is_system, GError **error)
{
    DOMAIN_EACH(const Interface, nic, domain, &interface_kind) {
        for (size_t rule = 0; rule < G_N_ELEMENTS(rules); rule++)
            if (!rules[rule](nic, is_system, error))
                return false;
    }
    return true;
}

bool
interface_start_links(Run *run, const Domain *live, GError **error)
{
    DOMAIN_EACH(const Interface, nic, live, &interface_kind) {
        g_autoptr(JsonObject) arguments = NULL;

        if (nic->link.state != LINK_DOWN)
            continue;
        arguments = json_object_new();
        json_object_set_string_member(arguments, "name", nic->device.id);
        json_object_set_boolean_member(arguments, "up", FALSE);
        if (!run_do(run, "set_link", arguments, error))
            return false;
    }
    return true;
}
