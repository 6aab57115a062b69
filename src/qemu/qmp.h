/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * A QMP client on a connected socket.  Calls block, each with a deadline, or until
 * workers_interrupt() when they are a worker's; not thread-safe.
 *
 * After an error that is not QEMU's own answer (a timeout, the end of the connection, bytes that
 * are no QMP) the connection is broken: every further call fails at once.
 */
typedef struct Qmp Qmp;

/* Returns: (owned) a client on @fd, which it owns. */
Qmp *qmp_new(int fd);
void qmp_free(Qmp *qmp);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Qmp, qmp_free)

/* While waiting, also reads what comes on @fd (borrowed): @drain is called when there is something
 * and returns false at its end. */
void qmp_set_drain(Qmp *qmp, int fd, bool (*drain)(void *user), void *user);

/* Waits for the greeting and ends the negotiation.  Errors: OPERATION_TIMEOUT, else INTERNAL_ERROR.
 */
bool qmp_open(Qmp *qmp, int timeout_ms, GError **error);

/* Runs @command with @arguments (borrowed, nullable).  Returns: (owned, nullable) what it returned.
 * Errors: OPERATION_FAILED with QEMU's words when it refused, OPERATION_TIMEOUT, else
 * INTERNAL_ERROR. */
JsonNode *qmp_execute(Qmp *qmp, const char *command, JsonObject *arguments, int timeout_ms,
                      GError **error);

/* Returns: (borrowed, nullable) the class of QEMU's last refusal: "DeviceNotFound"; NULL when the
 * last command was not refused. */
const char *qmp_refusal_class(const Qmp *qmp);

bool qmp_is_broken(const Qmp *qmp);

/* Returns: (owned, nullable) the oldest event not yet taken.  Of more than 1000 the oldest are
 * lost. */
JsonObject *qmp_take_event(Qmp *qmp);

/* Returns: (owned, nullable) the next event, waiting for it.  Errors: as above. */
JsonObject *qmp_wait_event(Qmp *qmp, int timeout_ms, GError **error);
