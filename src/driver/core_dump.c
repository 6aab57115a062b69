/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/core_dump.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <unistd.h>

#include "base/error.h"
#include "qemu/qmp_member.h"

/* The name of the descriptor in QEMU (getfd). */
static const char fd_name[] = "crash-dump";

/* Polling interval, and how long the dump may make no progress. */
enum { LOOK_US = 100 * 1000, STALL_US = 60 * 1000 * 1000, FILE_MODE = 0600 };

/* Creates a new file.  @path: (owned, out) its path.  Returns: (owned) a descriptor; -1 with
 * @error. */
static int
open_file(const Driver *driver, Guest *guest, char **path, GError **error)
{
    g_auto(GuestName) name = guest_name(guest);
    int64_t second = g_get_real_time() / G_USEC_PER_SEC;
    int fd = -1;

    *path = g_strdup_printf("%s/%s-crash-%" PRId64 ".dump", driver->config->log_directory,
                            name.name, second);
    fd = open(*path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
    if (fd < 0)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot create '%s': %s"), *path,
                    g_strerror(errno));
    return fd;
}

static bool
hand_over(Run *run, int fd, GError **error)
{
    g_autoptr(Monitor) monitor = run_monitor(run, error);
    g_autoptr(JsonObject) arguments = json_object_new();
    const MonitorCommand command = {"getfd", arguments, RUN_COMMAND_TIMEOUT_MS};
    g_autoptr(JsonNode) answer = NULL;

    json_object_set_string_member(arguments, "fdname", fd_name);
    if (monitor != NULL)
        answer = monitor_execute_with_fd(monitor, &command, fd, error);
    return answer != NULL;
}

static bool
begin(Run *run, GError **error)
{
    g_autoptr(JsonObject) arguments = json_object_new();
    g_autofree char *protocol = g_strconcat("fd:", fd_name, NULL);

    json_object_set_boolean_member(arguments, "paging", FALSE);
    json_object_set_boolean_member(arguments, "detach", TRUE);
    json_object_set_string_member(arguments, "protocol", protocol);
    return run_do(run, "dump-guest-memory", arguments, error);
}

/* Waits until QEMU is not dumping, as long as it makes progress.  @status: (owned, out) how the
 * last dump ended; "none" when there was none.  Fails when the daemon ends, which interrupts the
 * monitor. */
static bool
await_idle(Run *run, char **status, GError **error)
{
    gint64 since_us = g_get_monotonic_time();
    int64_t n_bytes = 0;

    for (;;) {
        g_autoptr(JsonNode) answer = run_execute(run, "query-dump", NULL, error);
        JsonObject *progress = qmp_value_object(answer);
        const char *word = qmp_member_string(progress, "status", "");
        int64_t n_now = qmp_member_int(progress, "completed", 0, INT64_MAX, 0);

        if (answer == NULL)
            return false;
        if (!g_str_equal(word, "active")) {
            *status = g_strdup(word);
            return true;
        }
        if (n_now != n_bytes)
            since_us = g_get_monotonic_time();
        n_bytes = n_now;
        if (g_get_monotonic_time() - since_us > STALL_US)
            break;
        g_usleep(LOOK_US);
    }
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                        _("the dump of the domain's memory gets no further"));
    return false;
}

static bool
write_dump(Run *run, int fd, GError **error)
{
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;

    /* A dump that an earlier daemon started must end first. */
    if (!await_idle(run, &before, error) || !hand_over(run, fd, error) || !begin(run, error) ||
        !await_idle(run, &after, error))
        return false;
    if (g_str_equal(after, "completed"))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                _("QEMU could not write the memory of the domain: %s"), after);
    return false;
}

bool
core_dump(Driver *driver, Guest *guest, Run *run, GError **error)
{
    g_autofree char *path = NULL;
    bool is_done = false;
    int fd = open_file(driver, guest, &path, error);

    if (fd < 0)
        return false;
    is_done = write_dump(run, fd, error);
    close(fd);
    if (!is_done)
        unlink(path);
    return is_done;
}
