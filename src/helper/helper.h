/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "helper/logger.h"

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
} Helper;

/* Returns: (owned) one without a process. */
Helper *helper_new(const char *program, const char *id);

/* Returns: (owned, nullable) the one that has that pid and was started then, by us or by an earlier
 * daemon; NULL when it has ended. */
Helper *helper_adopt(const char *program, const char *id, pid_t pid, uint64_t start_time);
Helper *helper_ref(Helper *helper);
void helper_unref(Helper *helper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Helper, helper_unref)

/* Returns: (owned) what its log is called, of guest @name: "NAME-tpm0-swtpm". */
char *helper_log_name(const Helper *helper, const char *name);

/* Whether it failed: it ended by itself within @timeout_ms, and not well.  @said: (owned) its
 * words; only set when it returns true. */
bool helper_has_failed(const Helper *helper, int timeout_ms, char **said);

/* Returns: (owned) what it has said since it was started; "" when that is nothing.  Complete only
 * when it has ended, as helper_has_failed() and helper_end() find. */
char *helper_words(const Helper *helper);

/* Waits until what it has said is in its log.  It has ended. */
void helper_finish_log(const Helper *helper);

/* Asks the process to end by SIGTERM, unless it is brief: that one has its time.  Never waits. */
void helper_begin_end(const Helper *helper);

/* Waits for the process to end, and kills it when it does not: within 13 s, 40 s for a brief one.
 * Errors: SYSTEM_ERROR when it does not end. */
bool helper_end(const Helper *helper, GError **error);
