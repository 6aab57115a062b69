/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"

/*
 * A QEMU, a machine of it and a type of guest: whether they go together, and what the planner takes
 * of a definition for them.
 */
typedef struct Trial Trial;

typedef struct {
    const char *emulator;     /* path; NULL: the default one */
    const char *architecture; /* NULL: "ppc64" */
    const char *machine;      /* name or alias; NULL: QEMU's default */
    const char *type;         /* "qemu", "kvm"; NULL: the best that this host has */
} TrialRequest;

/* Returns: (owned, nullable) the trial that @request asks for; @planner must outlive it.  Errors:
 * libvirt's: INVALID_ARG for what is unknown or does not go together, CONFIG_UNSUPPORTED for an
 * architecture that is not ours, SYSTEM_ERROR for an emulator that is not there, and the
 * planner's. */
Trial *trial_new(const Planner *planner, const TrialRequest *request, GError **error);
void trial_free(Trial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trial, trial_free)

/* All borrowed, for the life of the trial. */
const char *trial_emulator(const Trial *trial);
const char *trial_architecture(const Trial *trial);
const char *trial_type(const Trial *trial);
const MachineType *trial_machine(const Trial *trial);

bool trial_has_kvm(const Trial *trial);

/* Returns: how many processors such a guest can have. */
unsigned trial_max_cpus(const Trial *trial);

/* Returns: whether a guest can be planned that has @elements in its <domain> and @devices in its
 * <devices>, with @value in place of VALUE in both. */
bool trial_accepts(const Trial *trial, const char *elements, const char *devices,
                   const char *value);

/* Returns: (borrowed, nullable) the values that the tables of the devices have for the attribute at
 * @path: "disk/target/bus"; NULL when no device has such an attribute. */
const NameTable *trial_names(const Trial *trial, const char *path);
