/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/destroy.h"

#include <libvirt/libvirt.h>

#include "driver/flags.h"
#include "driver/run_task.h"
#include "driver/stop.h"
#include "driver/take_over.h"

static bool
destroy_run(Driver *driver, Guest *guest, Run *run, unsigned flags, GError **error)
{
    static const StopCause cause = {VIR_DOMAIN_SHUTOFF_DESTROYED,
                                    VIR_DOMAIN_EVENT_STOPPED_DESTROYED};
    bool was_down = false;

    was_down = run_exchange(run, &run->is_down, true);
    if (!stop_process(run, (flags & VIR_DOMAIN_DESTROY_GRACEFUL) != 0, error)) {
        run_exchange(run, &run->is_down, was_down);
        return false;
    }
    /* QEMU reports it as well, but may be gone before that. */
    if (!was_down)
        driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_SHUTDOWN,
                              VIR_DOMAIN_EVENT_SHUTDOWN_HOST);
    stop_finish(driver, guest, run, &cause);
    return true;
}

bool
destroy_guest(Driver *driver, Guest *guest, unsigned flags, GError **error)
{
    bool is_known =
        flags_check(flags, VIR_DOMAIN_DESTROY_GRACEFUL, "qemuDomainDestroyFlags", error);
    g_autoptr(Run) run = is_known ? guest_active_run(guest, error) : guest_run(guest);
    bool has_ended = is_known && run != NULL && destroy_run(driver, guest, run, flags, error);

    if (run != NULL && !has_ended && run->is_returning)
        take_over_return(driver, guest, run);
    return has_ended;
}

static void
run_destroy(void *user)
{
    RunTask *task = user;
    g_autoptr(GError) error = NULL;

    if (!destroy_guest(task->driver, task->guest, 0, &error))
        g_warning("'%s' was not ended with its owner: %s", task->guest->name, error->message);
    run_task_free(task);
}

void
destroy_owned_guests(Driver *driver, const void *owner)
{
    g_autoptr(GPtrArray) guests = guest_list_all(driver->guests);

    for (guint i = 0; i < guests->len; i++) {
        Guest *guest = g_ptr_array_index(guests, i);
        g_autoptr(Run) run = NULL;
        bool is_owned = false;

        g_mutex_lock(&guest->lock);
        is_owned = guest->owner == owner;
        g_mutex_unlock(&guest->lock);
        run = is_owned ? guest_run(guest) : NULL;
        if (run == NULL)
            continue;
        jobs_request(guest->jobs, JOB_CLEANUP,
                     &(JobTask){.run = run_destroy,
                                .user = run_task_new(driver, guest, run),
                                .key = "owner",
                                .replaced = run_task_free});
    }
}
