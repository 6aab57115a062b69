/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "driver/params.h"

/*
 * A guest's I/O threads (virsh iothreadinfo, iothreadadd, iothreaddel, iothreadset).  Changes are
 * for the next start: a running guest keeps the threads that it has.
 *
 * @flags: VIR_DOMAIN_AFFECT_*.  Unless it says otherwise: on a worker that holds the guest's job.
 * Errors: iothread_edit.h's, OPERATION_UNSUPPORTED for a running guest, amend()'s.
 */

/* Adds the thread @id. */
bool iothread_add(Driver *driver, Guest *guest, unsigned id, unsigned flags, GError **error);

/* Removes the thread @id.  Errors also: INVALID_ARG when a device uses it. */
bool iothread_remove(Driver *driver, Guest *guest, unsigned id, unsigned flags, GError **error);

typedef struct {
    unsigned id;
    const Params *params;
} IothreadSettings;

/* Sets parameters of a thread.  Errors also: params_check()'s, iothread_edit_tuning()'s. */
bool iothread_set(Driver *driver, Guest *guest, const IothreadSettings *settings, unsigned flags,
                  GError **error);

typedef struct {
    unsigned id;
    GByteArray *map; /* (owned) of the host CPUs that it may run on */
} IothreadInfo;

/* Returns: (owned, nullable) IothreadInfo: the threads of the definition that @flags select, or for
 * a running guest those of its QEMU.  Errors: amend_resolve()'s, run_execute()'s. */
GArray *iothread_list(Guest *guest, unsigned flags, GError **error);
