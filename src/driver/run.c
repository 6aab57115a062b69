/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/run.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/companion.h"

Run *
run_new(void)
{
    Run *run = g_new0(Run, 1);

    g_atomic_ref_count_init(&run->references);
    g_mutex_init(&run->lock);
    run->pid_fd = run->log_fd = -1;
    run->vcpus = g_array_new(FALSE, TRUE, sizeof(pid_t));
    run->undo = undo_list_new();
    run->companions = g_ptr_array_new_with_free_func((GDestroyNotify)companion_unref);
    return run;
}

Run *
run_ref(Run *run)
{
    g_atomic_ref_count_inc(&run->references);
    return run;
}

void
run_unref(Run *run)
{
    if (!g_atomic_ref_count_dec(&run->references))
        return;
    if (run->watch != NULL) {
        g_source_destroy(run->watch);
        g_source_unref(run->watch);
    }
    g_clear_pointer(&run->monitor, monitor_unref);
    if (run->pid_fd >= 0)
        close(run->pid_fd);
    if (run->log_fd >= 0)
        close(run->log_fd);
    g_array_unref(run->vcpus);
    g_ptr_array_unref(run->companions);
    undo_list_free(run->undo);
    g_mutex_clear(&run->lock);
    g_free(run->folder);
    g_free(run);
}

void
run_set_monitor(Run *run, Monitor *monitor)
{
    Monitor *old = NULL;

    g_mutex_lock(&run->lock);
    old = run->monitor;
    run->monitor = monitor;
    g_mutex_unlock(&run->lock);
    if (old == NULL)
        return;
    monitor_close(old);
    monitor_unref(old);
}

void
run_interrupt(Run *run, const GError *why)
{
    g_mutex_lock(&run->lock);
    if (run->monitor != NULL)
        monitor_interrupt(run->monitor, why);
    g_mutex_unlock(&run->lock);
}

JsonNode *
run_execute(Run *run, const char *command, JsonObject *arguments, GError **error)
{
    /* A daemon that was restarted knows of the guest before it has found its monitor. */
    if (run->monitor == NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("the monitor of QEMU is not connected yet"));
        return NULL;
    }
    return monitor_execute(run->monitor, command, arguments, RUN_COMMAND_TIMEOUT_MS, error);
}

bool
run_do(Run *run, const char *command, JsonObject *arguments, GError **error)
{
    g_autoptr(JsonNode) answer = run_execute(run, command, arguments, error);

    return answer != NULL;
}

bool
run_exchange(Run *run, bool *flag, bool value)
{
    bool old = false;

    g_mutex_lock(&run->lock);
    old = *flag;
    *flag = value;
    g_mutex_unlock(&run->lock);
    return old;
}
