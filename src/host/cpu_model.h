/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/* The maker of all CPUs that have a model here. */
#define HOST_CPU_VENDOR "IBM"

/* Returns: (owned, nullable) the host's CPU model by libvirt's name, "POWER9", as the kernel tells
 * of it in proc/cpuinfo below @root; NULL on a host that is none of POWER.  Blocks on the kernel:
 * on a worker. */
char *host_cpu_model(const char *root);
