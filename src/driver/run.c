/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/run.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "helper/helper.h"

Run *
run_new(UndoList *undo)
{
    Run *run = g_new0(Run, 1);

    g_atomic_ref_count_init(&run->references);
    g_mutex_init(&run->lock);
    run->pid_fd = run->log_fd = -1;
    run->vcpus = g_array_new(FALSE, TRUE, sizeof(pid_t));
    run->undo = undo;
    run->helpers = helper_set_new();
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
    logger_free(run->logger);
    g_array_unref(run->vcpus);
    helper_set_free(run->helpers);
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
    run->monitor = monitor_ref(monitor);
    g_mutex_unlock(&run->lock);
    if (old == NULL)
        return;
    monitor_close(old);
    monitor_unref(old);
}

Monitor *
run_monitor(Run *run, GError **error)
{
    Monitor *monitor = NULL;

    g_mutex_lock(&run->lock);
    monitor = run->monitor != NULL ? monitor_ref(run->monitor) : NULL;
    g_mutex_unlock(&run->lock);
    if (monitor == NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            run->is_left_alone
                                ? _("the guest is left alone, as taking it over has ended the "
                                    "daemon twice; it can be destroyed")
                                : _("the monitor of QEMU is not connected yet"));
    return monitor;
}

void
run_close_monitor(Run *run)
{
    g_autoptr(Monitor) monitor = run_monitor(run, NULL);

    if (monitor != NULL)
        monitor_close(monitor);
}

void
run_interrupt(Run *run, const GError *why)
{
    g_autoptr(Monitor) monitor = run_monitor(run, NULL);

    if (monitor != NULL)
        monitor_interrupt(monitor, why);
}

void
run_set_vcpus(Run *run, GArray *threads)
{
    GArray *old = NULL;

    g_mutex_lock(&run->lock);
    old = run->vcpus;
    run->vcpus = threads;
    g_mutex_unlock(&run->lock);
    g_array_unref(old);
}

GArray *
run_vcpus(Run *run)
{
    GArray *threads = NULL;

    g_mutex_lock(&run->lock);
    threads = g_array_ref(run->vcpus);
    g_mutex_unlock(&run->lock);
    return threads;
}

JsonNode *
run_execute(Run *run, const char *command, JsonObject *arguments, GError **error)
{
    g_autoptr(Monitor) monitor = run_monitor(run, error);

    assert_may_block();
    return monitor != NULL
               ? monitor_execute(monitor, command, arguments, RUN_COMMAND_TIMEOUT_MS, error)
               : NULL;
}

bool
run_do(Run *run, const char *command, JsonObject *arguments, GError **error)
{
    g_autoptr(JsonNode) answer = run_execute(run, command, arguments, error);

    return answer != NULL;
}

void
run_note_change(Run *run)
{
    g_mutex_lock(&run->lock);
    run->n_changes++;
    g_mutex_unlock(&run->lock);
}

unsigned
run_n_changes(Run *run)
{
    unsigned n_changes = 0;

    g_mutex_lock(&run->lock);
    n_changes = run->n_changes;
    g_mutex_unlock(&run->lock);
    return n_changes;
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
