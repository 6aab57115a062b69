/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/interface_stats.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "domain/domain_walk.h"
#include "host/file.h"
#include "host/interface.h"

bool
interface_stats_of(const Interface *nic, virDomainInterfaceStatsStruct *stats)
{
    /* A tap's transmit counters are the guest's receive counters; a macvtap counts as the guest
     * does. */
    bool is_swapped = nic->type != INTERFACE_DIRECT;

    return (interface_has_tap(nic) || nic->type == INTERFACE_DIRECT) && nic->target.dev != NULL &&
           host_interface_stats(HOST_ROOT, nic->target.dev, is_swapped, stats);
}

static const Interface *
find_nic(const Domain *domain, const char *name)
{
    DOMAIN_EACH(const Interface, nic, domain, &interface_kind)
        if (g_strcmp0(nic->target.dev, name) == 0 || g_strcmp0(nic->mac.address, name) == 0)
            return nic;
    return NULL;
}

bool
interface_stats_get(Guest *guest, const char *name, virDomainInterfaceStatsStruct *stats,
                    GError **error)
{
    g_autoptr(Definition) live = guest_current(guest);
    const Interface *nic = find_nic(definition_domain(live), name);

    if (!guest_check_active(guest, error))
        return false;
    if (nic == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("'%s' is not a known interface"),
                    name);
        return false;
    }
    if (interface_stats_of(nic, stats))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                _("the interface '%s' has no device on the host that counts"), name);
    return false;
}
