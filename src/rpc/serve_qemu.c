/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt-qemu.h>

#include "driver/agent.h"
#include "driver/flags.h"
#include "driver/monitor_command.h"
#include "rpc/qemu_protocol.h"
#include "rpc/serve.h"
#include "rpc/subscriptions.h"
#include "rpc/wire.h"

SERVE(qemu_domain_monitor_command)
{
    const domain_monitor_command_args *wanted = args;
    g_autofree char *answer = monitor_command(call->guest, wanted->cmd, wanted->flags, error);

    if (answer == NULL)
        return false;
    ((domain_monitor_command_ret *)ret)->result = wire_text(answer);
    return true;
}

SERVE(qemu_domain_agent_command)
{
    (void)ret;
    if (flags_check(((const domain_agent_command_args *)args)->flags, 0,
                    "qemuDomainQemuAgentCommand", error))
        agent_refuse(call->guest, error);
    return false;
}

SERVE(qemu_connect_domain_monitor_event_register)
{
    const monitor_event_register_args *wanted = args;
    const uint8_t *guest = wanted->dom != NULL ? (const uint8_t *)wanted->dom->uuid : NULL;
    const unsigned known = VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_REGEX |
                           VIR_CONNECT_DOMAIN_QEMU_MONITOR_EVENT_REGISTER_NOCASE;
    callback_id_ret *answer = ret;

    if (!flags_check(wanted->flags, known, "qemuConnectDomainQemuMonitorEventRegister", error))
        return false;
    answer->callback_id =
        subscriptions_add_monitor(connection_subscriptions(call->connection),
                                  wire_text_or_null(wanted->event), wanted->flags, guest, error);
    return answer->callback_id >= 0;
}

SERVE(qemu_connect_domain_monitor_event_deregister)
{
    (void)ret;
    return subscriptions_remove(connection_subscriptions(call->connection),
                                ((const callback_id_args *)args)->callback_id, true, error);
}
