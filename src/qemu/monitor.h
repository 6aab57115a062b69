/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>

#include "qemu/qmp_answer.h"
#include "qemu/qmp_batch.h"

/*
 * A QMP client for a guest's QEMU.  Events arrive on the main thread; commands run on any other
 * thread, several at once.
 *
 * Answers are matched to commands by id, so a late answer does no harm.  After the end of the
 * connection, or input that is no QMP, every command fails at once.
 */
typedef struct Monitor Monitor;

/* Called on the main thread, without any lock of the monitor. */
typedef struct {
    void (*event)(JsonObject *event, void *user);  /* @event: borrowed */
    void (*closed)(const GError *why, void *user); /* once, unless monitor_close() came first */
    void (*free)(void *user);                      /* after the last of the others */
} MonitorHandlers;

/* Returns: (owned) a client on @fd (owned from here on), read on @context.  Any thread. */
Monitor *monitor_new(int fd, GMainContext *context, const MonitorHandlers *handlers, void *user);
Monitor *monitor_ref(Monitor *monitor);
void monitor_unref(Monitor *monitor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Monitor, monitor_unref)

/* Waits for QEMU's greeting and negotiates capabilities.  Blocks; not on the main thread.  Errors:
 * OPERATION_TIMEOUT, else INTERNAL_ERROR. */
bool monitor_open(Monitor *monitor, int timeout_ms, GError **error);

/* Runs @command with @arguments (borrowed, nullable).  Blocks; not on the main thread.  Returns:
 * (owned, nullable) the result.  Errors: INTERNAL_ERROR with QEMU's message, in libvirt's form,
 * when QEMU refuses; OPERATION_TIMEOUT; INTERNAL_ERROR for a broken connection. */
JsonNode *monitor_execute(Monitor *monitor, const char *command, JsonObject *arguments,
                          int timeout_ms, GError **error);

typedef struct {
    const char *name;
    JsonObject *arguments; /* nullable */
    int timeout_ms;
} MonitorCommand;

/* The same as monitor_execute(), for callers that distinguish errors: @refusal is always set, and
 * tells a device that is already gone from other failures. */
JsonNode *monitor_try(Monitor *monitor, const MonitorCommand *command, QmpRefusal *refusal,
                      GError **error);

/* The same, and passes @fd (borrowed, -1: none) with it: "getfd", "add-fd". */
JsonNode *monitor_execute_with_fd(Monitor *monitor, const MonitorCommand *command, int fd,
                                  GError **error);

/* Sends all commands of @batch at once and waits for the answers, which are in @batch then,
 * refusals too; at most until @timeout_ms are over for all of them.  Not on the main thread.
 * Errors: OPERATION_TIMEOUT, else INTERNAL_ERROR; what QEMU refused is none. */
bool monitor_execute_batch(Monitor *monitor, QmpBatch *batch, int timeout_ms, GError **error);

/* Sends a client's whole message under an id of ours.  Blocks; not on the main thread.  Returns:
 * (owned, nullable) the whole answer, also a refusal, with the client's own id if it had one. */
JsonObject *monitor_execute_raw(Monitor *monitor, JsonObject *message, int timeout_ms,
                                GError **error);

/* Makes every current and later command fail at once with a copy of @why, also one that waits to
 * write.  Any thread. */
void monitor_interrupt(Monitor *monitor, const GError *why);

/* Closes the connection.  Any thread; after a call on the main thread no handler is called any
 * more. */
void monitor_close(Monitor *monitor);
