/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "domain/domain.h"

/*
 * Changes of a definition's I/O threads (virsh iothreadadd, iothreaddel, iothreadset).  All of them
 * return false with @error set when the change cannot be.
 */

/* Adds the thread @id.  Errors: INVALID_ARG when there is one of that id. */
bool iothread_edit_add(Domain *domain, uint64_t id, GError **error);

/* Removes the thread @id, with its pins.  Devices that it serves are for the caller.  Errors:
 * INVALID_ARG when there is none. */
bool iothread_edit_remove(Domain *domain, uint64_t id, GError **error);

/* Settings of an I/O thread; what is NULL or not set stays. */
typedef struct {
    const int *pool_min, *pool_max; /* worker threads; -1: QEMU's default */
    IothreadPoll poll;
} IothreadTuning;

/* Sets @tuning of the thread @id.  Errors: INVALID_ARG when there is none, CONFIG_UNSUPPORTED for
 * other negative numbers and for more nanoseconds than QEMU takes, OPERATION_INVALID for a minimum
 * above the maximum. */
bool iothread_edit_tuning(Domain *domain, uint64_t id, const IothreadTuning *tuning,
                          GError **error);
