/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <sys/types.h>

/*
 * Maps of host CPUs, as clients get them: bit 0 of the first byte is CPU 0.
 */

/* Returns: the bytes of a map of all CPUs of the host.  Any thread; does not block. */
unsigned cpu_map_bytes(void);

/* Appends to @maps a map of @map_bytes of the CPUs in @cpus, in the form of xml_type_cpu_set; NULL:
 * of all host CPUs. */
void cpu_map_append_set(GByteArray *maps, const char *cpus, unsigned map_bytes);

/* The same for the affinity of @thread; 0: all host CPUs. */
void cpu_map_append_thread(GByteArray *maps, pid_t thread, unsigned map_bytes);
