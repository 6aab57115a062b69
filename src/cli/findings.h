/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities_build.h"

/*
 * The output of `virt-pseries probe`: the pseries machines of a QEMU with their facts, its PCI
 * device types, and missing devices.
 */
typedef struct {
    const MachineType *type; /* borrowed */
    MachineFacts *facts;     /* (owned) */
    bool is_asked;           /* the facts are QEMU's; else derived from the version */
} FindingsMachine;

typedef struct {
    const char *what; /* "vfio-pci" */
    const char *cost; /* N_(), what guests cannot have without it */
} FindingsLack;

typedef struct {
    const Capabilities *capabilities; /* borrowed */
    GPtrArray *machines;              /* (owned) FindingsMachine *, the newest first */
    GPtrArray *lacks;                 /* (owned) FindingsLack *, borrowed */
} Findings;

/* Returns: (owned, nullable) the findings.  @machine: the machine type or alias that QEMU is asked
 * about, and the only one listed; NULL: all are listed, and QEMU is asked about its default one
 * only.  Of a recording all machines are asked about. */
Findings *findings_new(const Capabilities *capabilities, const char *machine, GError **error);
void findings_free(Findings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Findings, findings_free)

/* The classes of PCI device types with their names for scripts: up to one without a name. */
typedef struct {
    const char *name;  /* "express" */
    const char *title; /* N_() */
    PciClass class;
} FindingsClass;

extern const FindingsClass findings_classes[];

/* Returns: (owned) text for people; and a JSON object for scripts. */
char *findings_text(const Findings *findings);
char *findings_json(const Findings *findings);
