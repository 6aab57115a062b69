/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/interface_match.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "domain/domain_walk.h"

static const char absent[] = "(<null>)";

static bool
is_at(const Address *address, const Address *wanted)
{
    return address->type == ADDRESS_PCI && address->domain.value == wanted->domain.value &&
           address->bus.value == wanted->bus.value && address->slot.value == wanted->slot.value &&
           address->function.value == wanted->function.value;
}

static bool
is_same(const Interface *nic, const Interface *wanted)
{
    const char *alias = wanted->device.alias.name;

    if (wanted->mac.address != NULL && g_strcmp0(nic->mac.address, wanted->mac.address) != 0)
        return false;
    if (wanted->device.address.type == ADDRESS_PCI &&
        !is_at(&nic->device.address, &wanted->device.address))
        return false;
    return alias == NULL || nic->device.alias.name == NULL ||
           g_strcmp0(nic->device.alias.name, alias) == 0;
}

static void
say_several(const Interface *wanted, GError **error)
{
    if (wanted->mac.address != NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("multiple devices matching MAC address %s found"), wanted->mac.address);
    else
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                            _("multiple matching devices found"));
}

static void
say_missing(const Interface *wanted, GError **error)
{
    const Device *device = &wanted->device;
    g_autofree char *place =
        device->address.type == ADDRESS_PCI ? address_text(&device->address) : g_strdup(absent);

    g_set_error(error, PSERIES_ERROR, VIR_ERR_DEVICE_MISSING,
                _("no device found at address '%s' matching MAC address '%s' and alias '%s'"),
                place, wanted->mac.address != NULL ? wanted->mac.address : absent,
                device->alias.name != NULL ? device->alias.name : absent);
}

Interface *
interface_match_find(const Domain *domain, const Interface *wanted, GError **error)
{
    Interface *found = NULL;

    DOMAIN_EACH(Interface, nic, domain, &interface_kind) {
        if (!is_same(nic, wanted))
            continue;
        if (found != NULL) {
            say_several(wanted, error);
            return NULL;
        }
        found = nic;
    }
    if (found == NULL)
        say_missing(wanted, error);
    return found;
}
