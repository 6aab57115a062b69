/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "qemu/other_user.h"

/*
 * A process that outlives us, a QEMU or a program beside one: it has a session of its own and holds
 * nothing of ours but what it was given.  It is known by its pidfd, which can never mean another
 * process.
 */
typedef struct {
    const char *const *words; /* NULL-terminated; the first is a path */
    const char *directory;    /* its working directory, nullable */
    int output_fd;            /* its stdout and stderr */
    const int *descriptors;   /* inherited under their own numbers, which are above 2 */
    size_t n_descriptors;
    bool is_activated; /* the only descriptor is a socket, handed over as systemd does: as number 3,
                        * with $LISTEN_FDS and $LISTEN_PID */
    const OtherUser *other_user;  /* nullable */
    const char *const *variables; /* nullable: "NAME=value" that come into its environment */
    unsigned max_processes;       /* 0: as ours */
    unsigned max_files;           /* 0: as ours */
    uint64_t max_core_bytes;      /* 0: no core */
    /* Memory that it may lock; 0: as ours, UINT64_MAX: all.  Never made less than ours is; where we
     * may not raise it so far, it gets as much as we may. */
    uint64_t max_locked_bytes;
    /* (nullable) Called when the process exists, and before it executes: who writes its pid down
     * here leaves no QEMU that nobody knows of, as it ends when we do before this has returned
     * true. */
    bool (*confirm)(pid_t pid, void *user_data, GError **error);
    void *user_data;
} DetachedRequest;

/* Starts it with LC_ALL=C, /dev/null for its stdin and an environment of few words.  @pid_fd:
 * (owned).  Returns: its pid, to be reaped by detached_reap() alone; -1 on an error.  Errors:
 * INTERNAL_ERROR, also when it cannot be executed. */
pid_t detached_start(const DetachedRequest *request, int *pid_fd, GError **error);

/* Waits for its end, for ever when @timeout_ms is negative.  Returns: true when it has ended. */
bool detached_wait(int pid_fd, int timeout_ms);

/* Returns: false when it could not be sent, as to a process that has been reaped. */
bool detached_signal(int pid_fd, int signal);

/* Frees the kernel of a process that has ended.  Never waits.  @status: (nullable) as of waitpid().
 * Returns: false when it has not ended, or is not our child: we may have been restarted. */
bool detached_reap(pid_t pid, int *status);

/* Returns: when the process @pid was started, in clock ticks since boot; 0 when there is none. */
uint64_t detached_start_time(pid_t pid);

/* Returns: (owned) a descriptor of the process @pid, readable when it ends, if it was started at
 * @start_time and has not ended; else -1. */
int detached_adopt(pid_t pid, uint64_t start_time);
