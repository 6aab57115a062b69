/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/packet.h"
#include "rpc/procedure_rows.h"
#include "rpc/programs.h"
#include "rpc/qemu_protocol.h"
#include "rpc/serve.h"

/* One row for each procedure, in the order of their numbers, without gaps. */
static const Procedure procedures[] = {
    SERVED_IN_OUT_BY(1, domain_monitor_command, domain_monitor_command_args,
                     domain_monitor_command_ret, qemu_domain_monitor_command, WRITES | OF_GUEST,
                     MODIFY),
    REFUSED(2, domain_attach, WRITES),
    SERVED_IN_OUT_BY(3, domain_agent_command, domain_agent_command_args, domain_agent_command_ret,
                     qemu_domain_agent_command, WRITES | OF_GUEST, NONE),
    SERVED_IN_OUT_BY(4, connect_domain_monitor_event_register, monitor_event_register_args,
                     callback_id_ret, qemu_connect_domain_monitor_event_register, WRITES, NONE),
    SERVED_IN_BY(5, connect_domain_monitor_event_deregister, callback_id_args,
                 qemu_connect_domain_monitor_event_deregister, WRITES, NONE),
    EVENT(6, domain_monitor_event),
    NOT_YET(7, domain_monitor_command_with_files, WRITES),
};

const Program qemu_program = {PROGRAM_QEMU, procedures, G_N_ELEMENTS(procedures)};
