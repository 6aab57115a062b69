/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdint.h>
#include <sys/types.h>

/* Returns: nanoseconds that the process @pid has run; 0 when there is none. */
uint64_t host_process_cpu_time(pid_t pid);
