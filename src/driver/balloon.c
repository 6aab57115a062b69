/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/balloon.h"

#include "devices/memballoon.h"
#include "domain/domain_walk.h"
#include "driver/run_task.h"
#include "driver/status.h"
#include "qemu/qmp_member.h"

/* Each recorded change is written to disk, so that changes that follow faster than this are
 * combined.  QEMU sends at most one event in this time. */
enum { BALLOON_REST_US = 1000 * 1000 };

const char *
balloon_id(const Domain *domain)
{
    DOMAIN_EACH(const Memballoon, balloon, domain, &memballoon_kind)
        if (balloon->model != MEMBALLOON_NONE)
            return balloon->device.id;
    return NULL;
}

bool
balloon_ask(Run *run, uint64_t *kib)
{
    g_autoptr(JsonNode) answer = run_execute(run, "query-balloon", NULL, NULL);
    int64_t bytes = qmp_member_int(qmp_value_object(answer), "actual", 0, INT64_MAX, -1);

    if (bytes >= 0)
        *kib = (uint64_t)bytes / 1024;
    return bytes >= 0;
}

bool
balloon_set(Run *run, uint64_t kib, GError **error)
{
    g_autoptr(JsonObject) arguments = json_object_new();

    json_object_set_int_member(arguments, "value", (gint64)(kib * 1024));
    return run_do(run, "balloon", arguments, error);
}

/* Returns: true when the value has changed. */
static bool
note_current(Guest *guest, uint64_t kib)
{
    g_autoptr(Definition) live = guest_live(guest);
    const DomainMemory *memory = live != NULL ? &definition_domain(live)->memory : NULL;

    /* QEMU's number is not trusted. */
    if (memory == NULL || kib > memory->size.kib.value || kib == memory->current.kib.value)
        return false;
    guest_set_live(guest, definition_with_memory(live, kib));
    return true;
}

void
balloon_note(Guest *guest, Run *run)
{
    g_autoptr(Definition) live = guest_live(guest);
    uint64_t kib = 0;

    if (live != NULL && balloon_id(definition_domain(live)) != NULL && balloon_ask(run, &kib))
        note_current(guest, kib);
}

static void
run_change(void *user)
{
    RunTask *change = user;
    Run *run = change->run;
    g_autoptr(Run) current = guest_run(change->guest);
    uint64_t kib = 0;

    g_mutex_lock(&run->lock);
    kib = run->balloon_kib;
    g_mutex_unlock(&run->lock);
    if (current == run && note_current(change->guest, kib))
        status_save(change->driver, change->guest);
    run_task_free(change);
}

static gboolean
on_balloon_due(gpointer user)
{
    RunTask *change = user;
    Run *run = change->run;

    run->is_balloon_due = false;
    run->balloon_us = g_get_monotonic_time();
    jobs_request(change->guest->jobs, JOB_CLEANUP,
                 &(JobTask){.run = run_change,
                            .user = run_task_new(change->driver, change->guest, run),
                            .key = "balloon",
                            .replaced = run_task_free});
    return G_SOURCE_REMOVE;
}

void
balloon_on_change(Driver *driver, Guest *guest, Run *run, uint64_t kib)
{
    gint64 rested_us = g_get_monotonic_time() - run->balloon_us;
    g_autoptr(GSource) timer = NULL;

    g_mutex_lock(&run->lock);
    run->balloon_kib = kib;
    g_mutex_unlock(&run->lock);
    if (run->is_balloon_due)
        return;
    run->is_balloon_due = true;
    timer = g_timeout_source_new(
        rested_us >= BALLOON_REST_US ? 0 : (guint)((BALLOON_REST_US - rested_us) / 1000));
    g_source_set_callback(timer, on_balloon_due, run_task_new(driver, guest, run), run_task_free);
    g_source_attach(timer, workers_context(driver->workers));
}
