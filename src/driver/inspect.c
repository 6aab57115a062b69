/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/inspect.h"

#include <string.h>

#include "host/file.h"
#include "host/process.h"
#include "plan/live.h"
#include "qemu/qmp_member.h"

/* More vCPUs than any machine type has. */
enum { MAX_VCPUS = 4096 };

/* Most digits of a pseudo terminal's number. */
enum { MAX_DIGITS = 9 };

/* Returns: (borrowed, nullable) the path of the pseudo terminal in @name, a chardev's file name.
 * The path goes into the guest's XML and we open it later, so only a path below /dev/pts is
 * accepted. */
static const char *
terminal_of(const char *name)
{
    static const char prefix[] = "pty:/dev/pts/";
    size_t n_digits = 0;

    if (!g_str_has_prefix(name, prefix))
        return NULL;
    n_digits = strspn(name + strlen(prefix), "0123456789");
    if (n_digits == 0 || n_digits > MAX_DIGITS || name[strlen(prefix) + n_digits] != '\0')
        return NULL;
    return name + strlen("pty:");
}

static bool
inspect_chardevs(Run *run, Domain *live, GError **error)
{
    static const char command[] = "query-chardev";
    g_autoptr(JsonNode) answer = run_execute(run, command, NULL, error);
    JsonArray *rows = answer != NULL ? qmp_value_need_array(answer, command, error) : NULL;

    for (guint i = 0; i < qmp_value_n_elements(rows); i++) {
        JsonObject *row = qmp_value_object_element(rows, i);
        const char *path = terminal_of(qmp_member_string(row, "filename", ""));

        if (path != NULL)
            live_set_pty(live, qmp_member_string(row, "label", ""), path);
    }
    return rows != NULL;
}

/* Returns: the "thread-id" in @row (nullable) of an answer; 0 when there is none or when it is no
 * thread of the run's process.  QEMU is not trusted to name other processes. */
static pid_t
thread_of(const Run *run, JsonObject *row)
{
    pid_t thread = (pid_t)qmp_member_int(row, "thread-id", 1, INT32_MAX, 0);

    return thread != 0 && host_process_has_thread(HOST_ROOT, run->pid, thread) ? thread : 0;
}

bool
inspect_vcpus(Run *run, GError **error)
{
    static const char command[] = "query-cpus-fast";
    g_autoptr(JsonNode) answer = run_execute(run, command, NULL, error);
    JsonArray *rows = answer != NULL ? qmp_value_need_array(answer, command, error) : NULL;
    g_autoptr(GArray) threads = g_array_new(FALSE, TRUE, sizeof(pid_t));

    for (guint i = 0; i < qmp_value_n_elements(rows); i++) {
        JsonObject *row = qmp_value_object_element(rows, i);
        int64_t number = qmp_member_int(row, "cpu-index", 0, MAX_VCPUS - 1, -1);

        if (number < 0)
            continue;
        if (threads->len <= (guint)number)
            g_array_set_size(threads, (guint)number + 1);
        g_array_index(threads, pid_t, number) = thread_of(run, row);
    }
    if (rows != NULL)
        run_set_vcpus(run, g_steal_pointer(&threads));
    return rows != NULL;
}

GArray *
inspect_iothreads(Run *run, GError **error)
{
    static const char prefix[] = "iothread";
    static const char command[] = "query-iothreads";
    g_autoptr(JsonNode) answer = run_execute(run, command, NULL, error);
    JsonArray *rows = answer != NULL ? qmp_value_need_array(answer, command, error) : NULL;
    g_autoptr(GArray) threads = g_array_new(FALSE, FALSE, sizeof(RunningIothread));

    for (guint i = 0; i < qmp_value_n_elements(rows); i++) {
        JsonObject *row = qmp_value_object_element(rows, i);
        const char *id = qmp_member_string(row, "id", "");
        RunningIothread found = {
            .thread = thread_of(run, row),
            .poll_max_ns = (uint64_t)qmp_member_int(row, "poll-max-ns", 0, INT64_MAX, 0),
            .poll_grow = (uint64_t)qmp_member_int(row, "poll-grow", 0, INT64_MAX, 0),
            .poll_shrink = (uint64_t)qmp_member_int(row, "poll-shrink", 0, INT64_MAX, 0),
        };

        /* Other I/O threads are from <qemu:commandline>. */
        if (found.thread == 0 || !g_str_has_prefix(id, prefix))
            continue;
        found.number = g_ascii_strtoull(id + strlen(prefix), NULL, 10);
        g_array_append_val(threads, found);
    }
    return rows != NULL ? g_steal_pointer(&threads) : NULL;
}

bool
inspect_run(Run *run, Domain *live, GError **error)
{
    return inspect_chardevs(run, live, error) && inspect_vcpus(run, error);
}
