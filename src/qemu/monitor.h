/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>

#include "qemu/qmp_answer.h"

/*
 * A QMP client for a QEMU that lives long: events come on the main thread, commands are run by any
 * other, several at once.
 *
 * Answers find their command by its id, so that one that comes too late does no harm.  After the
 * end of the connection, or bytes that are no QMP, every command fails at once.
 */
typedef struct Monitor Monitor;

/* Called on the main thread, without any lock of the monitor. */
typedef struct {
    void (*event)(JsonObject *event, void *user);  /* @event: borrowed */
    void (*closed)(const GError *why, void *user); /* once, unless monitor_close() came first */
    void (*free)(void *user);                      /* after the last of the others */
} MonitorHandlers;

/* Returns: (owned) a client on @fd, which it owns; read on @context. */
Monitor *monitor_new(int fd, GMainContext *context, const MonitorHandlers *handlers, void *user);
Monitor *monitor_ref(Monitor *monitor);
void monitor_unref(Monitor *monitor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Monitor, monitor_unref)

/* Waits for the greeting and ends the negotiation.  Not on the main thread.  Errors:
 * OPERATION_TIMEOUT, else INTERNAL_ERROR. */
bool monitor_open(Monitor *monitor, int timeout_ms, GError **error);

/* Runs @command with @arguments (borrowed, nullable).  Not on the main thread.  Returns: (owned,
 * nullable) what it returned.  Errors: INTERNAL_ERROR with QEMU's words, as libvirt words it, when
 * QEMU refused; OPERATION_TIMEOUT; else INTERNAL_ERROR. */
JsonNode *monitor_execute(Monitor *monitor, const char *command, JsonObject *arguments,
                          int timeout_ms, GError **error);

typedef struct {
    const char *name;
    JsonObject *arguments; /* nullable */
    int timeout_ms;
} MonitorCommand;

/* The same as monitor_execute(), for those who can do without: @refusal, which is always
 * set, tells a device that has gone already from other failures. */
JsonNode *monitor_try(Monitor *monitor, const MonitorCommand *command, QmpRefusal *refusal,
                      GError **error);

/* The same, and passes @fd (borrowed, -1: none) with it: "getfd", "add-fd". */
JsonNode *monitor_execute_with_fd(Monitor *monitor, const MonitorCommand *command, int fd,
                                  GError **error);

/* Sends a whole message of a user's, which gets an id of ours.  Returns: (owned, nullable) the
 * whole answer, refusals, too, with the user's own id if there was one. */
JsonObject *monitor_execute_raw(Monitor *monitor, JsonObject *message, int timeout_ms,
                                GError **error);

/* Makes every command fail at once, those that wait (for room to write, too) and those to come,
 * with a copy of @why.  From any thread. */
void monitor_interrupt(Monitor *monitor, const GError *why);

/* Ends the connection.  When called on the main thread, no handler is called any more. */
void monitor_close(Monitor *monitor);
