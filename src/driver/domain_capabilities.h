/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"

/*
 * <domainCapabilities>: what a guest's definition may say.
 *
 * Nobody writes it down: each value that the tables of the devices have is put into a definition,
 * and listed when the planner takes that for this machine and this QEMU.
 */
typedef struct {
    const char *emulator;     /* path; NULL: the default one */
    const char *architecture; /* NULL: "ppc64" */
    const char *machine;      /* name or alias; NULL: QEMU's default */
    const char *type;         /* "qemu", "kvm"; NULL: the best that this host has */
} DomainCapabilitiesRequest;

/* Returns: (owned, nullable) the document.  Errors: libvirt's: INVALID_ARG for what is unknown or
 * does not go together, CONFIG_UNSUPPORTED for an architecture that is not ours, SYSTEM_ERROR for
 * an emulator that is not there; emulators_get()'s. */
char *domain_capabilities_xml(const Planner *planner, const DomainCapabilitiesRequest *request,
                              GError **error);

/* Returns: (owned) names of CPU models that guests of our architectures may have, borrowed; of
 * those that libvirt knows. */
GPtrArray *domain_capabilities_cpu_models(void);
