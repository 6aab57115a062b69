/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "qemu/other_user.h"
#include "qemu/qmp.h"

/*
 * A QEMU process that is ours: it ends when we free it, and when the thread that started it ends,
 * whatever way that happens.
 */
typedef struct Process Process;

enum { PROCESS_OWN_IO = -2, PROCESS_NO_IO = -1 };

typedef struct {
    const char *const *words; /* NULL-terminated; the first is a path or is looked for in $PATH */
    int io;                   /* a descriptor for its standard input and output, PROCESS_NO_IO for
                                 /dev/null, PROCESS_OWN_IO for ours; then stderr is ours, too */
    const int *descriptors;   /* further ones that it inherits under their numbers */
    size_t n_descriptors;
    const OtherUser *other_user;  /* nullable */
    const char *const *variables; /* nullable: "NAME=value" that come into its environment */
} ProcessRequest;

/* Starts it, with LC_ALL=C and no other descriptors.  Returns: (owned, nullable) the process.
 * Errors: CONFIG_UNSUPPORTED when it cannot be executed. */
Process *process_start(const ProcessRequest *request, GError **error);

/* Starts @words as @other_user (nullable) with QMP on standard input and output ("-qmp stdio" is
 * among the words) and waits for the end of the negotiation.  @qmp: (owned) to be freed before the
 * process.  Errors: OPERATION_TIMEOUT, CONFIG_UNSUPPORTED when it is no QEMU; with what it wrote to
 * stderr. */
Process *process_start_qmp(const char *const *words, const OtherUser *other_user, int timeout_ms,
                           Qmp **qmp, GError **error);

/* Ends the process: SIGTERM, and SIGKILL when that is not enough. */
void process_free(Process *process);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Process, process_free)

/* Waits for its end.  Returns: true when it has ended; @status as of waitpid(). */
bool process_wait(Process *process, int timeout_ms, int *status);

/* Sends SIGKILL, to all that it started too unless it has our terminal, and reaps it. */
void process_kill(Process *process);

/* Makes @qmp, a monitor of the process, read its stderr while it waits: a process that writes much
 * must not stand still for it.  @qmp has to be freed before the process. */
void process_attach(Process *process, Qmp *qmp);

pid_t process_pid(const Process *process);

/* Returns: (owned) the last 4 KiB at most of what it wrote to stderr, its lines joined by "; "; ""
 * when there is none. */
char *process_stderr(Process *process);
