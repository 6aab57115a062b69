/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/clean_up.h"

#include <libvirt/libvirt.h>

#include "driver/define.h"
#include "driver/run.h"
#include "driver/undo.h"

struct CleanUps {
    GMutex lock; /* guards what follows */
    GCond done;
    unsigned n_left;
};

/* One guest to clean up after. */
typedef struct {
    CleanUps *all;
    Driver *driver;
    Guest *guest; /* (owned, nullable) */
    Run *run;     /* (owned) */
} CleanUp;

CleanUps *
clean_ups_new(void)
{
    CleanUps *clean_ups = g_atomic_rc_box_new0(CleanUps);

    g_mutex_init(&clean_ups->lock);
    g_cond_init(&clean_ups->done);
    return clean_ups;
}

static void
clear_clean_ups(gpointer user)
{
    CleanUps *clean_ups = user;

    g_cond_clear(&clean_ups->done);
    g_mutex_clear(&clean_ups->lock);
}

void
clean_ups_unref(CleanUps *clean_ups)
{
    if (clean_ups != NULL)
        g_atomic_rc_box_release_full(clean_ups, clear_clean_ups);
}

static void
say_that_it_ended(Driver *driver, Guest *guest)
{
    g_autoptr(Definition) last = guest_next(guest);

    guest_set_state(guest, VIR_DOMAIN_SHUTOFF, VIR_DOMAIN_SHUTOFF_CRASHED);
    driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_STOPPED,
                          VIR_DOMAIN_EVENT_STOPPED_CRASHED);
    forget_guest(driver, guest, last);
}

static void
run_clean_up(void *user)
{
    CleanUp *clean_up = user;
    CleanUps *all = clean_up->all;

    undo_all(clean_up->run->undo);
    if (clean_up->guest != NULL) {
        say_that_it_ended(clean_up->driver, clean_up->guest);
        guest_unref(clean_up->guest);
    }
    run_unref(clean_up->run);
    g_free(clean_up);
    g_mutex_lock(&all->lock);
    all->n_left--;
    g_cond_broadcast(&all->done);
    g_mutex_unlock(&all->lock);
    clean_ups_unref(all);
}

void
clean_ups_add(CleanUps *clean_ups, Driver *driver, Guest *guest, Run *run)
{
    CleanUp *clean_up = g_new0(CleanUp, 1);

    *clean_up = (CleanUp){g_atomic_rc_box_acquire(clean_ups), driver,
                          guest != NULL ? guest_ref(guest) : NULL, run_ref(run)};
    g_mutex_lock(&clean_ups->lock);
    clean_ups->n_left++;
    g_mutex_unlock(&clean_ups->lock);
    if (guest != NULL)
        /* A guest with two status files: undo what both have taken. */
        jobs_request(guest->jobs, JOB_CLEANUP,
                     &(JobTask){.run = run_clean_up,
                                .user = clean_up,
                                .key = "clean-up",
                                .replaced = run_clean_up});
    else
        workers_push(driver->workers, run_clean_up, clean_up);
}

void
clean_ups_wait(CleanUps *clean_ups, unsigned timeout_ms)
{
    gint64 end = g_get_monotonic_time() + timeout_ms * G_TIME_SPAN_MILLISECOND;
    bool is_in_time = true;

    g_mutex_lock(&clean_ups->lock);
    while (is_in_time && clean_ups->n_left > 0)
        is_in_time = g_cond_wait_until(&clean_ups->done, &clean_ups->lock, end);
    g_mutex_unlock(&clean_ups->lock);
}
