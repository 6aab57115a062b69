/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"

/*
 * Tries guests on one combination of QEMU, machine and virtualization type: what the planner
 * accepts is what domain capabilities list.
 */
typedef struct CapabilityTrial CapabilityTrial;

typedef struct {
    const char *emulator;     /* path; NULL: the default one */
    const char *architecture; /* NULL: "ppc64" */
    const char *machine;      /* name or alias; NULL: QEMU's default */
    const char *type;         /* "qemu", "kvm"; NULL: the best that this host has */
} CapabilityTrialRequest;

/* Returns: (owned, nullable) the trial that @request asks for; @planner must outlive it.  On a
 * worker: may probe a QEMU.  Errors: INVALID_ARG for an unknown machine or type or a combination
 * that cannot be, CONFIG_UNSUPPORTED for an architecture that we do not run, SYSTEM_ERROR for a
 * missing emulator, and the planner's. */
CapabilityTrial *capability_trial_new(const Planner *planner, const CapabilityTrialRequest *request,
                                      GError **error);
void capability_trial_free(CapabilityTrial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CapabilityTrial, capability_trial_free)

/* What the request came to, with defaults filled in; all borrowed, for the life of the trial. */
const char *capability_trial_emulator(const CapabilityTrial *trial);
const char *capability_trial_architecture(const CapabilityTrial *trial);
const char *capability_trial_type(const CapabilityTrial *trial);
const MachineType *capability_trial_machine(const CapabilityTrial *trial);

/* Returns: true when the trial's guest uses KVM (type "kvm"). */
bool capability_trial_has_kvm(const CapabilityTrial *trial);

/* Returns: the most vCPUs that such a guest can have. */
unsigned capability_trial_max_cpus(const CapabilityTrial *trial);

/* Returns: whether a guest with @elements in its <domain> and @devices in its <devices> can be
 * planned; VALUE in both stands for @value.  On a worker. */
bool capability_trial_accepts(const CapabilityTrial *trial, const char *elements,
                              const char *devices, const char *value);

/* Returns: (borrowed, nullable) the names that the device tables know for the attribute at @path
 * ("disk/target/bus"); NULL when no device has such an attribute. */
const NameTable *capability_trial_names(const CapabilityTrial *trial, const char *path);
