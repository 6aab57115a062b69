/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * CPU time and memory of a process or thread of the host, from /proc.  Any thread; blocks on the
 * kernel only.
 *
 * @root: HOST_ROOT except in tests, see file.h.
 */
typedef struct {
    uint64_t user_ns, system_ns;
    uint64_t resident_kib; /* of the whole process, even for a thread */
    int last_cpu;          /* the CPU that it last ran on */
} HostProcess;

/* Reads the usage of @thread of process @pid, or of the whole process for 0.  Returns: false when
 * it does not exist; @process is unchanged then. */
bool host_process_read(const char *root, pid_t pid, pid_t thread, HostProcess *process);

/* For how long a thread could not run, in nanoseconds. */
typedef struct {
    uint64_t
        wait_ns; /* it slept or waited for the host's CPUs; 0 where the kernel does not count */
    uint64_t delay_ns; /* it could have run, and others did */
} HostWaits;

/* Returns: the waits of @thread of process @pid; zeros when it does not exist. */
HostWaits host_process_waits(const char *root, pid_t pid, pid_t thread);

/* Returns: true when @thread is a thread of the process @pid. */
bool host_process_has_thread(const char *root, pid_t pid, pid_t thread);

/* Returns: CPU time of the process @pid in nanoseconds; 0 when it does not exist. */
uint64_t host_process_cpu_time(const char *root, pid_t pid);
