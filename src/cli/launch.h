/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"
#include "qemu/process.h"
#include "qemu/qmp.h"

/* A guest that was started and stands still: its QEMU, the monitor, and the host's end of its
 * console. */
typedef struct {
    Process *process;
    Qmp *qmp;
    int qmp_fd;     /* (borrowed) to wait on; what is on it is qmp's */
    int console_fd; /* (owned) -1: the console goes elsewhere */
} Launch;

/* Starts the planned guest.  Its console is the first serial port, or else the first console.
 * Returns: (owned, nullable) it.  Errors say what QEMU wrote. */
Launch *launch_new(Plan *plan, GError **error);

/* Ends QEMU. */
void launch_free(Launch *launch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Launch, launch_free)

/* Runs a command without arguments or answer. */
bool launch_execute(Launch *launch, const char *command, GError **error);

/* Sets @error to why QEMU has ended, as far as it says. */
void launch_explain_end(Launch *launch, GError **error);
