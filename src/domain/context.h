/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "machine/machine.h"
#include "qemu/part_file.h"

/* The socket of QEMU's monitor, where whoever starts QEMU makes it. */
typedef struct {
    int fd;       /* QEMU inherits it; 0: QEMU makes a socket of its own that listens */
    bool listens; /* it waits for connections; else it is one end of a connection */
} MonitorSocket;

/* What a guest is planned against.  All borrowed; nothing here changes while a guest is planned. */
typedef struct {
    const Capabilities *capabilities; /* the QEMU */
    const MachineFacts *machine;      /* the guest's machine version; NULL until it is known */
    const MachineRules *rules;        /* the row of its type; NULL until it is known */
    const char *state_directory; /* where the guest's own sockets and keys are: ".../domain-NAME" */
    const char *memory_directory; /* where its memory is that is in files: maybe the same */
    const char *sysfs;            /* "/sys", or another host's tree */
    bool starts_helpers;          /* who plans the guest starts the programs beside its QEMU, too */
    bool has_no_sandbox;          /* QEMU's seccomp sandbox is to be off */
    PartFileOpener files;         /* for those that QEMU is handed over open */
    MonitorSocket monitor;
    bool is_papr; /* the profile in which nothing is implicit: see docs/compatibility.md */
} DomainContext;
