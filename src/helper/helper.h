/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "helper/logger.h"

/*
 * A helper process: it runs beside a guest's QEMU, serves one of its devices, and outlives the
 * daemon as QEMU does.
 *
 * Constant once it is in a run, which owns a reference, as does whoever reads its log meanwhile.
 */
typedef struct {
    gatomicrefcount references;
    char *program; /* "swtpm" */
    char *id;      /* of the device: "tpm0" */
    char *
        socket; /* (nullable) the path that it listens at; NULL: none, or the process was adopted */
    bool is_brief; /* it ends by itself soon and is not killed before */
    pid_t pid;
    uint64_t start_time; /* detached_start_time(pid) */
    int pid_fd;          /* -1: none */
    int log_fd;          /* to read its log; -1: none */
    Logger *logger;      /* (nullable) the process that writes its log, if this daemon started it */
    off_t log_start;     /* where its output begins in the log */
} Helper;

/* Returns: (owned) a helper without a process. */
Helper *helper_new(const char *program, const char *id);

/* Returns: (owned, nullable) a helper for the process @pid that was started at @start_time, by this
 * or an earlier daemon; NULL when it has ended. */
Helper *helper_adopt(const char *program, const char *id, pid_t pid, uint64_t start_time);
Helper *helper_ref(Helper *helper);
void helper_unref(Helper *helper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Helper, helper_unref)

/* Returns: (owned) the name of its log for guest @name: "NAME-tpm0-swtpm". */
char *helper_log_name(const Helper *helper, const char *name);

/* Returns: true when the process ends with a failure within @timeout_ms; @said: (owned, out) its
 * output then.  On a worker: waits. */
bool helper_has_failed(const Helper *helper, int timeout_ms, char **said);

/* Returns: (owned) its output since it was started; may be "".  Complete only after its end, that
 * is, after helper_has_failed() returned true or helper_end() succeeded. */
char *helper_words(const Helper *helper);

/* Waits until all output of the process, which has ended, is in its log.  On a worker. */
void helper_finish_log(const Helper *helper);

/* Sends SIGTERM to the process unless it is brief.  Never blocks. */
void helper_begin_end(const Helper *helper);

/* Waits for the end of the process and kills it if necessary: at most 13 s, 40 s for a brief one.
 * On a worker.  Errors: SYSTEM_ERROR when it does not end. */
bool helper_end(const Helper *helper, GError **error);
