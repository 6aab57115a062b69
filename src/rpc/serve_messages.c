/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt.h>
#include <stdlib.h>

#include "driver/flags.h"
#include "driver/messages.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

SERVE(domain_get_messages)
{
    unsigned flags = ((const domain_flags_args *)args)->flags;
    domain_get_messages_ret *answer = ret;
    g_auto(GStrv) messages = NULL;

    if (!flags_check(flags, VIR_DOMAIN_MESSAGE_DEPRECATION | VIR_DOMAIN_MESSAGE_TAINTING,
                     "qemuDomainGetMessages", error))
        return false;
    messages = messages_of(call->guest, flags);
    answer->msgs.msgs_len = g_strv_length(messages);
    answer->msgs.msgs_val = calloc(MAX(answer->msgs.msgs_len, 1), sizeof *answer->msgs.msgs_val);
    for (unsigned i = 0; i < answer->msgs.msgs_len; i++)
        answer->msgs.msgs_val[i] = wire_text(messages[i]);
    return true;
}
