/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "driver/logger.h"

/*
 * A program that runs beside a guest's QEMU and serves a device of it: its process.  It outlives
 * us, as QEMU does.
 *
 * Constant once it is in a run, which owns it; who looks at its log meanwhile owns it, too.
 */
typedef struct {
    gatomicrefcount references;
    char *program; /* "swtpm" */
    char *id;      /* of the device: "tpm0" */
    char *socket;  /* (nullable) where it listens; NULL: nowhere, or it was adopted */
    bool is_brief; /* it ends by itself, soon, and is left to do so */
    pid_t pid;
    uint64_t start_time; /* detached_start_time(pid) */
    int pid_fd;          /* -1: none */
    int log_fd;          /* to read its log; -1: none */
    Logger *logger;      /* (nullable) what writes its log, if we have started it */
    off_t log_start;     /* where in the log its own words begin */
} Companion;

/* Returns: (owned) one without a process. */
Companion *companion_new(const char *program, const char *id);

/* Returns: (owned, nullable) the one that has that pid and was started then, by us or by an earlier
 * daemon; NULL when it has ended. */
Companion *companion_adopt(const char *program, const char *id, pid_t pid, uint64_t start_time);
Companion *companion_ref(Companion *companion);
void companion_unref(Companion *companion);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Companion, companion_unref)

/* Returns: (owned) what its log is called, of guest @name: "NAME-tpm0-swtpm". */
char *companion_log_name(const Companion *companion, const char *name);

/* Whether it failed: it ended by itself within @timeout_ms, and not well.  @said: (owned) its
 * words; only set when it returns true. */
bool companion_has_failed(const Companion *companion, int timeout_ms, char **said);

/* Returns: (owned) what it has said since it was started; "" when that is nothing.  Complete only
 * when it has ended, as companion_has_failed() and companion_end() find. */
char *companion_words(const Companion *companion);

/* Waits until what it has said is in its log.  It has ended. */
void companion_finish_log(const Companion *companion);

/* Asks the process to end by SIGTERM, unless it is brief: that one has its time.  Never waits. */
void companion_begin_end(const Companion *companion);

/* Waits for the process to end, and kills it when it does not: within 13 s, 40 s for a brief one.
 * Errors: SYSTEM_ERROR when it does not end. */
bool companion_end(const Companion *companion, GError **error);
