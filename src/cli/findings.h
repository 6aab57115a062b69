/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities_build.h"

/*
 * What `virt-pseries probe` shows of a QEMU: its pseries machines with what is known of each, its
 * PCI device types, and what it lacks.
 */
typedef struct {
    const MachineType *type; /* borrowed */
    MachineFacts *facts;     /* (owned) */
    bool is_asked;           /* QEMU said it; else it follows from the version */
} FindingsMachine;

typedef struct {
    const char *what; /* "vfio-pci" */
    const char *cost; /* N_(), what a guest cannot have */
} FindingsLack;

typedef struct {
    const Capabilities *capabilities; /* borrowed */
    GPtrArray *machines;              /* (owned) FindingsMachine *, the newest first */
    GPtrArray *lacks;                 /* (owned) FindingsLack *, borrowed */
} Findings;

/* Returns: (owned, nullable) the findings.  @machine (nullable: its default one) is the machine
 * type or alias that QEMU is asked about; when it is given, it is the only one that is listed.  Of
 * a recording, each machine is asked about. */
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

/* Returns: (owned) text for people, and an object for scripts. */
char *findings_text(const Findings *findings);
char *findings_json(const Findings *findings);
