/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "driver/params.h"

/*
 * Settings of a guest that clients read and write as lists of typed parameters: limits of the
 * scheduler, of memory, of disks and of interfaces.
 *
 * Each group of them is a row, in a file of its own (tune_cpu.c ...).  Only the next definition is
 * changed: this driver has no control groups, and QEMU's own limits are set when it starts.
 */
typedef struct {
    const char *set_call, *get_call; /* names in libvirt, for the error about unknown flags */
    const ParamField *fields;
    size_t n_fields;
    /* Writes @params, of @fields, into @domain, a copy of the definition; idempotent.  @device: of
     * the call, for groups of one device. */
    bool (*set)(Domain *domain, const char *device, const Params *params, GError **error);
    /* Appends all parameters to @params. */
    bool (*get)(const Domain *domain, const char *device, Params *params, GError **error);
    /* (nullable) N_(): why a running guest has none of it: there is no control group. */
    const char *live_refusal;
} TuneGroup;

extern const TuneGroup tune_cpu, tune_memory, tune_block, tune_numa, tune_disk, tune_interface;

typedef struct {
    const TuneGroup *group;
    const char *device; /* (nullable) a disk or an interface */
    const Params *params;
} Tuning;

/* Sets parameters of a group.  @flags: VIR_DOMAIN_AFFECT_*.  On a worker that holds the guest's
 * job.  Errors: params_check()'s, INVALID_ARG for values that cannot be, OPERATION_UNSUPPORTED for
 * a running guest, amend()'s. */
bool tune_set(Driver *driver, Guest *guest, const Tuning *tuning, unsigned flags, GError **error);

/* Returns: (owned, nullable) the parameters of @group in the definition that @flags
 * (VIR_DOMAIN_AFFECT_*) select.  Any thread; never blocks.  Errors: INVALID_ARG for an unknown
 * device or flag, OPERATION_INVALID for a running guest without control groups, amend_resolve()'s.
 */
Params *tune_get(Guest *guest, const TuneGroup *group, const char *device, unsigned flags,
                 GError **error);
