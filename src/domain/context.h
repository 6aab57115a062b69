/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "machine/machine.h"
#include "qemu/part_file.h"
#include "qemu/placement.h"
#include "qemu/secret_table.h"

/* The socket of QEMU's monitor, where whoever starts QEMU makes it. */
typedef struct {
    int fd;       /* QEMU inherits it; 0: QEMU makes a socket of its own that listens */
    bool listens; /* it waits for connections; else it is one end of a connection */
} MonitorSocket;

/* What a guest is planned for.  All borrowed; constant while a guest is planned. */
typedef struct {
    const Capabilities *capabilities; /* the QEMU */
    const MachineFacts *machine;      /* facts about the machine version; NULL until it is known */
    const MachineRules *rules;        /* the row of the machine; NULL until it is known */
    const char *state_directory; /* the folder of the guest's sockets and keys: ".../domain-NAME" */
    const char *memory_directory; /* the folder of its memory files; may be the same */
    const char *sysfs;            /* "/sys", or another host's tree */
    bool starts_helpers;          /* the caller starts the guest's helper processes as well */
    bool has_no_sandbox;          /* QEMU's seccomp sandbox is to be off */
    PartFileOpener files;         /* opens files for QEMU */
    const SecretTable *secrets;   /* (nullable) what the document's secrets are, while a command
                                     line is made */
    MonitorSocket monitor;
    const GPtrArray *machine_capabilities; /* (nullable) see domain/machine_extension.h */
    bool takes_host_defaults;              /* see domain/host_features.h */
    const Placement *recorded; /* (nullable) of this machine, when QEMU placed its devices: what the
                                  document leaves open is as it was then */
    bool is_new; /* it is planned from a document; else from a definition, whose machine must not
                    change, and which younger rules do not refuse */
    unsigned kvm_memory_slots; /* that the host's KVM gives one guest; 0: not known */
    const char *dac_label; /* (nullable) "+UID:+GID": whose QEMU and its files are made at start */
    bool is_for_shell; /* a person starts QEMU by the command line: it runs at once, with nothing
                          that only a program can provide */
    bool is_papr;  /* the papr profile, in which nothing is implicit: see docs/compatibility.md */
    bool is_dense; /* PCI devices share slots: see docs/compatibility.md */
} DomainContext;
