/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/agent.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "devices/channel.h"

static bool
is_running(Guest *guest)
{
    bool is_running = false;

    g_mutex_lock(&guest->lock);
    is_running = guest->id >= 0 && guest->state == VIR_DOMAIN_RUNNING;
    g_mutex_unlock(&guest->lock);
    return is_running;
}

void
agent_refuse(Guest *guest, GError **error)
{
    g_autoptr(Definition) definition = guest_current(guest);

    if (!is_running(guest))
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("domain is not running"));
    else if (channel_of_agent(definition_domain(definition)) == NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_ARGUMENT_UNSUPPORTED,
                            _("QEMU guest agent is not configured"));
    else
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_AGENT_UNRESPONSIVE,
                            _("QEMU guest agent is not connected"));
}
