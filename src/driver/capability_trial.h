/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"

/*
 * A QEMU, a machine of it and a type of guest: whether they go together, and what the planner takes
 * of a definition for them.
 */
typedef struct CapabilityTrial CapabilityTrial;

typedef struct {
    const char *emulator;     /* path; NULL: the default one */
    const char *architecture; /* NULL: "ppc64" */
    const char *machine;      /* name or alias; NULL: QEMU's default */
    const char *type;         /* "qemu", "kvm"; NULL: the best that this host has */
} CapabilityTrialRequest;

/* Returns: (owned, nullable) the trial that @request asks for; @planner must outlive it.  Errors:
 * libvirt's: INVALID_ARG for what is unknown or does not go together, CONFIG_UNSUPPORTED for an
 * architecture that is not ours, SYSTEM_ERROR for an emulator that is not there, and the
 * planner's. */
CapabilityTrial *capability_trial_new(const Planner *planner, const CapabilityTrialRequest *request,
                                      GError **error);
void capability_trial_free(CapabilityTrial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CapabilityTrial, capability_trial_free)

/* All borrowed, for the life of the trial. */
const char *capability_trial_emulator(const CapabilityTrial *trial);
const char *capability_trial_architecture(const CapabilityTrial *trial);
const char *capability_trial_type(const CapabilityTrial *trial);
const MachineType *capability_trial_machine(const CapabilityTrial *trial);

bool capability_trial_has_kvm(const CapabilityTrial *trial);

/* Returns: how many processors such a guest can have. */
unsigned capability_trial_max_cpus(const CapabilityTrial *trial);

/* Returns: whether a guest can be planned that has @elements in its <domain> and @devices in its
 * <devices>, with @value in place of VALUE in both. */
bool capability_trial_accepts(const CapabilityTrial *trial, const char *elements,
                              const char *devices, const char *value);

/* Returns: (borrowed, nullable) the values that the tables of the devices have for the attribute at
 * @path: "disk/target/bus"; NULL when no device has such an attribute. */
const NameTable *capability_trial_names(const CapabilityTrial *trial, const char *path);
