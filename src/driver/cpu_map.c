/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/cpu_map.h"

#include <sched.h>
#include <unistd.h>

#include "domain/number_set.h"

unsigned
cpu_map_bytes(void)
{
    return ((unsigned)sysconf(_SC_NPROCESSORS_CONF) + 7) / 8;
}

void
cpu_map_append_set(GByteArray *maps, const char *cpus, unsigned map_bytes)
{
    g_autoptr(GArray) numbers = number_set_list(cpus);
    guint n_cpus = cpus != NULL ? numbers->len : (guint)sysconf(_SC_NPROCESSORS_CONF);
    g_autofree guint8 *map = g_malloc0(map_bytes + 1);

    for (guint i = 0; i < n_cpus; i++) {
        guint cpu = cpus != NULL ? g_array_index(numbers, guint, i) : i;

        if (cpu / 8 < map_bytes)
            map[cpu / 8] |= (guint8)(1U << (cpu % 8));
    }
    g_byte_array_append(maps, map, map_bytes);
}

void
cpu_map_append_thread(GByteArray *maps, pid_t thread, unsigned map_bytes)
{
    long n_cpus = sysconf(_SC_NPROCESSORS_CONF);
    g_autofree guint8 *map = g_malloc0(map_bytes + 1);
    cpu_set_t set;

    CPU_ZERO(&set);
    if (thread > 0)
        sched_getaffinity(thread, sizeof set, &set);
    for (long cpu = 0; cpu < n_cpus && cpu / 8 < (long)map_bytes && cpu < CPU_SETSIZE; cpu++)
        if (thread == 0 || CPU_ISSET((size_t)cpu, &set))
            map[cpu / 8] |= (guint8)(1U << (cpu % 8));
    g_byte_array_append(maps, map, map_bytes);
}
