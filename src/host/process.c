/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/process.h"

#include <glib.h>
#include <string.h>
#include <unistd.h>

/* Fields of /proc/PID/stat, counted from 0 after the program's name; proc(5) numbers are higher by
 * 3. */
enum { WORD_USER = 11, WORD_SYSTEM = 12, WORD_RESIDENT = 21, WORD_CPU = 36 };

/* Returns: (owned, nullable) the content of the file.  The kernel makes it up from memory, so the
 * main thread may read it. */
static char *
read_stat(const char *root, pid_t pid, pid_t thread)
{
    g_autofree char *path =
        thread == 0 ? g_strdup_printf("%s/proc/%d/stat", root, (int)pid)
                    : g_strdup_printf("%s/proc/%d/task/%d/stat", root, (int)pid, (int)thread);
    char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? text : NULL;
}

bool
host_process_read(const char *root, pid_t pid, pid_t thread, HostProcess *process)
{
    const uint64_t tick_ns = 1000000000ULL / (uint64_t)sysconf(_SC_CLK_TCK);
    const uint64_t page_kib = (uint64_t)sysconf(_SC_PAGESIZE) / 1024;
    g_autofree char *text = read_stat(root, pid, thread);
    /* The name is in parentheses and may contain any character, parentheses too. */
    const char *name_end = text != NULL ? strrchr(text, ')') : NULL;
    g_auto(GStrv) words = NULL;

    if (name_end == NULL || name_end[1] != ' ')
        return false;
    words = g_strsplit(name_end + 2, " ", -1);
    if (g_strv_length(words) <= WORD_CPU)
        return false;
    *process = (HostProcess){
        .user_ns = g_ascii_strtoull(words[WORD_USER], NULL, 10) * tick_ns,
        .system_ns = g_ascii_strtoull(words[WORD_SYSTEM], NULL, 10) * tick_ns,
        .resident_kib = g_ascii_strtoull(words[WORD_RESIDENT], NULL, 10) * page_kib,
        .last_cpu = (int)g_ascii_strtoll(words[WORD_CPU], NULL, 10),
    };
    return true;
}

bool
host_process_has_thread(const char *root, pid_t pid, pid_t thread)
{
    g_autofree char *path = g_strdup_printf("%s/proc/%d/task/%d", root, (int)pid, (int)thread);

    return access(path, F_OK) == 0;
}

uint64_t
host_process_cpu_time(const char *root, pid_t pid)
{
    HostProcess process = {0};

    host_process_read(root, pid, 0, &process);
    return process.user_ns + process.system_ns;
}
