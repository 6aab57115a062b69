/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"
#include "qemu/process.h"
#include "qemu/qmp.h"

/* A started and paused guest: its QEMU, the monitor, and the host's end of its console. */
typedef struct {
    Process *process;
    Qmp *qmp;
    int qmp_fd;     /* (borrowed) for polling only; qmp reads it */
    int console_fd; /* (owned) -1: the console is not on a pseudo terminal of ours */
} Launch;

/* Starts the planned guest, paused, and compares it with the plan where the document asks for it.
 * Its console is the first serial port, or else the first console.  Blocks.  Returns: (owned,
 * nullable) the guest.  Errors include QEMU's output, or say what differs. */
Launch *launch_new(Plan *plan, GError **error);

/* Ends QEMU. */
void launch_free(Launch *launch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Launch, launch_free)

/* Runs a command without arguments or answer. */
bool launch_execute(Launch *launch, const char *command, GError **error);

/* Sets @error to the reason why QEMU has ended, as far as known. */
void launch_explain_end(Launch *launch, GError **error);
