/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdint.h>

/*
 * QMP commands that are sent together, and what QEMU answered to each: one round trip for all.
 *
 * QEMU runs them in their order, the next also when one was refused.  They are sent by
 * qmp_execute_batch() or monitor_execute_batch().  Thread: that of the owner.
 */
typedef struct QmpBatch QmpBatch;

/* Returns: (owned) an empty one. */
QmpBatch *qmp_batch_new(void);
void qmp_batch_free(QmpBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QmpBatch, qmp_batch_free)

/* Appends @command (copied) with @arguments (owned, nullable).  Returns: its position. */
unsigned qmp_batch_add(QmpBatch *batch, const char *command, JsonObject *arguments);

typedef struct {
    const char *name, *value;
} QmpArgument;

/* The same with up to two arguments that are strings; a name of NULL: no such argument. */
unsigned qmp_batch_add_strings(QmpBatch *batch, const char *command, QmpArgument first,
                               QmpArgument second);

/* Returns: the number of commands. */
unsigned qmp_batch_n(const QmpBatch *batch);

/* The command at position @i and its arguments (both borrowed, the second nullable). */
const char *qmp_batch_command(const QmpBatch *batch, unsigned i);
JsonObject *qmp_batch_arguments(const QmpBatch *batch, unsigned i);

/* Returns: (owned) the messages, a line each; with ids from @first_id on unless it is 0. */
char *qmp_batch_text(const QmpBatch *batch, int64_t first_id);

/* Takes QEMU's answer (borrowed) to the command at position @i. */
void qmp_batch_take_answer(QmpBatch *batch, unsigned i, JsonObject *answer);

/* Returns: (borrowed, nullable) what the command at position @i returned; NULL when QEMU refused
 * it or was not asked. */
JsonNode *qmp_batch_result(const QmpBatch *batch, unsigned i);

/* The same for a command that must be answered.  Errors: INTERNAL_ERROR with QEMU's words. */
JsonNode *qmp_batch_need(const QmpBatch *batch, unsigned i, GError **error);
