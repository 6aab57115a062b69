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
 * A process that outlives the daemon, a QEMU or a helper process.  It has its own session and
 * inherits only the descriptors that it is given.  It is identified by its pidfd, which never
 * refers to another process.
 */
typedef struct {
    const char *const *words; /* NULL-terminated; the first is a path */
    const char *directory;    /* its working directory, nullable */
    int output_fd;            /* its stdout and stderr */
    const int *descriptors;   /* inherited under the same numbers, all above 2 */
    size_t n_descriptors;
    bool is_activated; /* socket activation as by systemd: the only descriptor is a socket, passed
                          as number 3 with $LISTEN_FDS and $LISTEN_PID */
    const OtherUser *other_user;  /* nullable */
    const char *const *variables; /* nullable: additional environment, "NAME=value" */
    unsigned max_processes;       /* 0: as ours */
    unsigned max_files;           /* 0: as ours */
    uint64_t max_core_bytes;      /* 0: no core */
    /* RLIMIT_MEMLOCK; 0: unchanged, UINT64_MAX: unlimited.  It is never lowered, and raised only as
     * far as we are allowed to. */
    uint64_t max_locked_bytes;
    /* (nullable) Called in the parent between fork and execve, to record the pid.  Until it returns
     * true the child dies with us, so that no unrecorded process can be left behind. */
    bool (*confirm)(pid_t pid, void *user_data, GError **error);
    void *user_data;
} DetachedRequest;

/* Starts the process with LC_ALL=C, stdin from /dev/null and a minimal environment.  Blocks until
 * it has executed.  @pid_fd: (owned, out).  Returns: its pid, to be reaped only by detached_reap();
 * -1 on an error.  Errors: INTERNAL_ERROR, also when it cannot be executed. */
pid_t detached_start(const DetachedRequest *request, int *pid_fd, GError **error);

/* Waits for the end of the process, without limit when @timeout_ms is negative.  Blocks unless
 * @timeout_ms is 0.  Returns: true when it has ended. */
bool detached_wait(int pid_fd, int timeout_ms);

/* Sends @signal.  Returns: false when that fails, for a reaped process for instance. */
bool detached_signal(int pid_fd, int signal);

/* Reaps a process that has ended.  Never blocks.  @status: (nullable) waitpid()'s.  Returns: false
 * when it has not ended or is not our child, as after a restart of the daemon. */
bool detached_reap(pid_t pid, int *status);

/* Returns: when the process @pid was started, in clock ticks since boot; 0 when there is none. */
uint64_t detached_start_time(pid_t pid);

/* Returns: (owned) a pidfd of the process @pid, if it was started at @start_time and has not ended;
 * else -1. */
int detached_adopt(pid_t pid, uint64_t start_time);
