/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/stop.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <signal.h>
#include <string.h>

#include "base/error.h"
#include "driver/define.h"
#include "driver/run_logs.h"
#include "driver/run_task.h"
#include "qemu/detached.h"

/* QEMU normally ends within milliseconds, but flushing its images may take longer. */
enum { QUIT_ANSWER_MS = 2000, QUIT_MS = 10000, TERM_MS = 3000, KILL_MS = 10000, LAST_MS = 500 };

void
stop_interrupt(Guest *guest)
{
    g_autoptr(Run) run = guest_run(guest);
    g_autoptr(GError) why = g_error_new_literal(PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                                                _("domain is being destroyed"));

    if (run != NULL && jobs_is_awaited(guest->jobs, JOB_DESTROY))
        run_interrupt(run, why);
}

/* Asks QEMU to end.  Returns: true when it did. */
static bool
quit(Run *run)
{
    g_autoptr(Monitor) monitor = run_monitor(run, NULL);
    g_autoptr(JsonNode) answer = NULL;

    if (monitor == NULL)
        return false;
    answer = monitor_execute(monitor, "quit", NULL, QUIT_ANSWER_MS, NULL);
    /* It may end before it has answered. */
    return detached_wait(run->pid_fd, answer != NULL ? QUIT_MS : 0);
}

static bool
end_process(Run *run, bool is_gentle)
{
    if (quit(run))
        return true;
    detached_signal(run->pid_fd, SIGTERM);
    if (detached_wait(run->pid_fd, TERM_MS))
        return true;
    if (is_gentle)
        return false;
    detached_signal(run->pid_fd, SIGKILL);
    return detached_wait(run->pid_fd, KILL_MS);
}

bool
stop_process(Run *run, bool is_gentle, GError **error)
{
    run_exchange(run, &run->is_ending, true);
    if (end_process(run, is_gentle))
        return true;
    run_exchange(run, &run->is_ending, false);
    /* Until now the end was expected, so a watch that fired meanwhile has ignored it. */
    if (detached_wait(run->pid_fd, 0)) {
        run_exchange(run, &run->is_ending, true);
        return true;
    }
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("Failed to terminate process %d with %s: %s"), (int)run->pid,
                is_gentle ? "SIGTERM" : "SIGKILL", g_strerror(EBUSY));
    return false;
}

/* Detaches @run from the guest.  Returns: false when the guest has another run, or none. */
static bool
take_run(Guest *guest, Run *run, const StopCause *cause, Definition **live, GuestName *name)
{
    bool is_its_own = false;

    *name = guest_name(guest);
    g_mutex_lock(&guest->lock);
    is_its_own = guest->run == run;
    if (is_its_own) {
        guest->run = NULL;
        *live = g_steal_pointer(&guest->live);
        guest->id = -1;
        guest->state = VIR_DOMAIN_SHUTOFF;
        guest->reason = cause->reason;
        guest->owner = NULL;
    }
    g_mutex_unlock(&guest->lock);
    return is_its_own;
}

void
stop_finish(Driver *driver, Guest *guest, Run *run, const StopCause *cause)
{
    g_autoptr(Definition) live = NULL;
    g_auto(GuestName) name = {0};

    if (!take_run(guest, run, cause, &live, &name))
        return;
    run_exchange(run, &run->is_ending, true);
    run_close_monitor(run);
    if (run->watch != NULL)
        g_source_destroy(run->watch);
    detached_reap(run->pid, NULL);
    undo_all(run->undo);
    run_logs_finish(run);
    /* As in libvirt, the event still has the guest's id. */
    driver_emit(driver, event_new_lifecycle(&name, VIR_DOMAIN_EVENT_STOPPED, cause->event_detail));
    forget_guest(driver, guest, live);
    run_unref(run);
}

/* QEMU ended by itself or was killed. */
static void
finish_unexpected(void *user)
{
    static const StopCause down = {VIR_DOMAIN_SHUTOFF_SHUTDOWN, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN};
    static const StopCause failed = {VIR_DOMAIN_SHUTOFF_CRASHED, VIR_DOMAIN_EVENT_STOPPED_FAILED};
    static const StopCause crashed = {VIR_DOMAIN_SHUTOFF_CRASHED, VIR_DOMAIN_EVENT_STOPPED_CRASHED};
    RunTask *task = user;
    const StopCause *cause = &failed;
    g_autoptr(GError) problem = NULL;

    /* Perhaps only the monitor is gone; then QEMU cannot be controlled and must be ended. */
    if (!detached_wait(task->run->pid_fd, LAST_MS) && !stop_process(task->run, false, &problem)) {
        g_warning("'%s' has no monitor, and runs still: %s", task->guest->name, problem->message);
        run_task_free(task);
        return;
    }
    g_mutex_lock(&task->run->lock);
    if (task->run->is_crashed)
        cause = &crashed;
    else if (task->run->is_down)
        cause = &down;
    g_mutex_unlock(&task->run->lock);
    stop_finish(task->driver, task->guest, task->run, cause);
    run_task_free(task);
}

void
stop_on_exit(Driver *driver, Guest *guest, Run *run)
{
    RunTask *task = NULL;

    if (run_exchange(run, &run->is_ending, true))
        return;
    task = run_task_new(driver, guest, run);
    jobs_request(
        guest->jobs, JOB_CLEANUP,
        &(JobTask){
            .run = finish_unexpected, .user = task, .key = "end", .replaced = run_task_free});
}
