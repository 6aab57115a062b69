/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/process.h"

#include <glib.h>
#include <string.h>
#include <unistd.h>

#include "host/file.h"

static const double ns_per_ms = 1000000;

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

/* Returns: the milliseconds behind @name in @sched, "name : 12.345678" by lines, in nanoseconds. */
static uint64_t
read_wait(const char *sched, const char *name)
{
    const char *line = sched;
    size_t length = strlen(name);

    while (line != NULL && strncmp(line, name, length) != 0) {
        line = strchr(line, '\n');
        line = line != NULL ? line + 1 : NULL;
    }
    line = line != NULL ? strchr(line, ':') : NULL;
    return line != NULL ? (uint64_t)(g_ascii_strtod(line + 1, NULL) * ns_per_ms) : 0;
}

HostWaits
host_process_waits(const char *root, pid_t pid, pid_t thread)
{
    /* Newer kernels have dropped the prefix. */
    static const char *const names[] = {"se.statistics.wait_sum", "wait_sum"};
    g_autofree char *sched = host_file_text(root, "proc/%d/task/%d/sched", (int)pid, (int)thread);
    g_autofree char *schedstat =
        host_file_text(root, "proc/%d/task/%d/schedstat", (int)pid, (int)thread);
    /* "ran waited turns" */
    const char *delay = schedstat != NULL ? strchr(schedstat, ' ') : NULL;
    HostWaits waits = {0};

    for (size_t i = 0; sched != NULL && i < G_N_ELEMENTS(names); i++)
        waits.wait_ns = MAX(waits.wait_ns, read_wait(sched, names[i]));
    if (delay != NULL)
        waits.delay_ns = g_ascii_strtoull(delay, NULL, 10);
    return waits;
}
