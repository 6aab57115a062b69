/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "qemu/other_user.h"
#include "qemu/qmp.h"

/*
 * A QEMU process that belongs to us: it is killed when it is freed, and when the thread that
 * started it ends, for whatever reason.
 */
typedef struct Process Process;

enum { PROCESS_OWN_IO = -2, PROCESS_NO_IO = -1 };

typedef struct {
    const char *const *words; /* NULL-terminated; the first is a path or is looked for in $PATH */
    int io; /* a descriptor for its stdin and stdout, PROCESS_NO_IO for /dev/null, PROCESS_OWN_IO
               for ours (stderr as well) */
    const int *descriptors; /* further descriptors that it inherits under the same numbers */
    size_t n_descriptors;
    const OtherUser *other_user;  /* nullable */
    const char *const *variables; /* nullable: additional environment, "NAME=value" */
} ProcessRequest;

/* Starts the process, with LC_ALL=C and no other descriptors.  Returns: (owned, nullable) the
 * process.  Errors: CONFIG_UNSUPPORTED when it cannot be executed. */
Process *process_start(const ProcessRequest *request, GError **error);

/* Starts @words as @other_user (nullable) with QMP on stdin and stdout ("-qmp stdio" is among the
 * words) and negotiates.  Blocks.  @qmp: (owned, out) to be freed before the process.  Errors:
 * OPERATION_TIMEOUT; CONFIG_UNSUPPORTED when it is no QEMU.  Messages include its stderr. */
Process *process_start_qmp(const char *const *words, const OtherUser *other_user, int timeout_ms,
                           Qmp **qmp, GError **error);

/* Ends the process by SIGTERM, then SIGKILL, and waits for its end. */
void process_free(Process *process);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Process, process_free)

/* Waits for its end.  Returns: true when it has ended; @status as of waitpid(). */
bool process_wait(Process *process, int timeout_ms, int *status);

/* Sends SIGKILL to the process and, unless it has our terminal, to its process group; reaps it. */
void process_kill(Process *process);

/* Makes @qmp, a monitor of the process, also read the process's stderr while it waits, so that a
 * full pipe does not block the process.  @qmp must be freed before the process. */
void process_attach(Process *process, Qmp *qmp);

/* Returns: its pid; valid until it is reaped. */
pid_t process_pid(const Process *process);

/* Returns: (owned) the last 4 KiB at most of what it wrote to stderr, its lines joined by "; "; ""
 * when there is none. */
char *process_stderr(Process *process);
