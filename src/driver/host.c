/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/host.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

uint64_t
host_process_cpu_time(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)pid);
    g_autofree char *text = NULL;
    const char *fields = NULL;
    unsigned long long user = 0;
    unsigned long long system = 0;

    /* What comes before the last bracket is the program's name, which may hold anything. */
    if (g_file_get_contents(path, &text, NULL, NULL))
        fields = strrchr(text, ')');
    if (fields == NULL || sscanf(fields, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu",
                                 &user, &system) != 2)
        return 0;
    return (user + system) * (1000000000ULL / (unsigned long long)sysconf(_SC_CLK_TCK));
}
