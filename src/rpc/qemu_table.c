/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/procedure_rows.h"
#include "rpc/qemu_protocol.h"
#include "rpc/serve.h"

/* One row a procedure, in the order of their numbers, none left out. */
static const Procedure procedures[] = {
    NOT_YET(1, domain_monitor_command, WRITES),
    REFUSED(2, domain_attach, WRITES),
    NOT_YET(3, domain_agent_command, WRITES),
    NOT_YET(4, connect_domain_monitor_event_register, WRITES),
    NOT_YET(5, connect_domain_monitor_event_deregister, WRITES),
    EVENT(6, domain_monitor_event),
    NOT_YET(7, domain_monitor_command_with_files, WRITES),
};

const Program qemu_program = {PROGRAM_QEMU, procedures, G_N_ELEMENTS(procedures)};
