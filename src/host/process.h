/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * What a process of the host, or one of its threads, has used.
 *
 * @root: HOST_ROOT but in tests, see host_file.h.
 */
typedef struct {
    uint64_t user_ns, system_ns;
    uint64_t resident_kib; /* of the whole process, for a thread too */
    int last_cpu;          /* that it ran on */
} HostProcess;

/* @thread: its number, or 0 for the whole process.  Returns: true with @process filled in; false
 * when there is no such process. */
bool host_process_read(const char *root, pid_t pid, pid_t thread, HostProcess *process);

/* Returns: true when @thread is one of the process @pid. */
bool host_process_has_thread(const char *root, pid_t pid, pid_t thread);

/* Returns: nanoseconds that the process @pid has run; 0 when there is none. */
uint64_t host_process_cpu_time(const char *root, pid_t pid);
