/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "qemu/qmp_batch.h"

/*
 * A blocking QMP client on a connected socket, for probes.  Each call has a timeout; on a worker,
 * workers_interrupt() ends it as well.  Not thread-safe.
 *
 * After an error other than QEMU's refusal (a timeout, the end of the connection, input that is no
 * QMP) the connection is broken: every later call fails at once.
 */
typedef struct Qmp Qmp;

/* Returns: (owned) a client on @fd, which it owns. */
Qmp *qmp_new(int fd);
void qmp_free(Qmp *qmp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Qmp, qmp_free)

/* While waiting, also watches @fd (borrowed): @drain is called when it is readable, and returns
 * false at the end of the stream. */
void qmp_set_drain(Qmp *qmp, int fd, bool (*drain)(void *user), void *user);

/* Waits for QEMU's greeting and negotiates capabilities.  Errors: OPERATION_TIMEOUT, else
 * INTERNAL_ERROR. */
bool qmp_open(Qmp *qmp, int timeout_ms, GError **error);

/* Runs @command with @arguments (borrowed, nullable).  Returns: (owned, nullable) what it returned.
 * Errors: OPERATION_FAILED with QEMU's message when it refuses, OPERATION_TIMEOUT, else
 * INTERNAL_ERROR. */
JsonNode *qmp_execute(Qmp *qmp, const char *command, JsonObject *arguments, int timeout_ms,
                      GError **error);

/* Sends all commands of @batch at once and reads the answers, which are in @batch then, refusals
 * too; at most until @timeout_ms are over for all of them.  Errors: OPERATION_TIMEOUT, else
 * INTERNAL_ERROR; what QEMU refused is none. */
bool qmp_execute_batch(Qmp *qmp, QmpBatch *batch, int timeout_ms, GError **error);

/* Returns: (borrowed, nullable) the class of QEMU's last refusal: "DeviceNotFound"; NULL when the
 * last command was not refused. */
const char *qmp_refusal_class(const Qmp *qmp);

/* Returns: true once the connection is broken, see above. */
bool qmp_is_broken(const Qmp *qmp);

/* Returns: (owned, nullable) the oldest event not yet taken.  At most 1000 are kept; older ones are
 * dropped. */
JsonObject *qmp_take_event(Qmp *qmp);

/* Returns: (owned, nullable) the next event, waiting for it.  Errors: as above. */
JsonObject *qmp_wait_event(Qmp *qmp, int timeout_ms, GError **error);
