/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/take_over.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/uuid.h"
#include "devices/device_kinds.h"
#include "devices/interface.h"
#include "domain/domain_walk.h"
#include "driver/balloon.h"
#include "driver/clean_up.h"
#include "driver/disk_volumes.h"
#include "driver/inspect.h"
#include "driver/monitor_events.h"
#include "driver/network_ports.h"
#include "driver/power.h"
#include "driver/run_task.h"
#include "driver/status.h"
#include "driver/stop.h"
#include "driver/take_over_tries.h"
#include "driver/undo.h"
#include "plan/live.h"
#include "qemu/detached.h"
#include "qemu/qmp_member.h"

enum { KILL_MS = 10000 };

/* How long clean-ups may delay the daemon's start. */
enum { CLEAN_UP_MS = 3000 };

/* How often the state is queried again when it changes during the query. */
enum { MOST_QUESTIONS = 5 };

static void
publish_state(RunTask *back, bool is_running, const char *word)
{
    if (is_running)
        power_on_resume(back->driver, back->guest);
    else if (g_str_equal(word, "shutdown"))
        power_on_shutdown(back->driver, back->guest, back->run, true, "");
    else if (g_str_equal(word, "guest-panicked"))
        power_on_panic(back->driver, back->guest, back->run);
    else
        power_on_stop(back->driver, back->guest, back->run);
}

/* Queries the state once and publishes it, unless QEMU has reported a change meanwhile. */
static bool
ask_state_once(RunTask *back, unsigned n_changes, GError **error)
{
    static const char command[] = "query-status";
    g_autoptr(JsonNode) answer = run_execute(back->run, command, NULL, error);
    JsonObject *status = answer != NULL ? qmp_value_need_object(answer, command, error) : NULL;
    const char *word = NULL;
    bool is_running = false;

    if (status == NULL || !qmp_member_need_bool(status, "running", command, &is_running, error))
        return false;
    word = qmp_member_need_string(status, "status", command, error);
    if (word != NULL && run_n_changes(back->run) == n_changes)
        publish_state(back, is_running, word);
    return word != NULL;
}

/* The state keeps changing: the events have reported it. */
static bool
ask_state(RunTask *back, GError **error)
{
    unsigned n_changes = 0;
    unsigned n_left = MOST_QUESTIONS;

    do {
        n_changes = run_n_changes(back->run);
        if (!ask_state_once(back, n_changes, error))
            return false;
    } while (run_n_changes(back->run) != n_changes && --n_left > 0);
    return true;
}

/* Runs with the guest's job held.  A QEMU that does not answer is killed.  If the query was
 * interrupted, it is left alone: by the end of the daemon, and the next one takes over; or by a
 * client that destroys the guest. */
static void
run_return(void *user)
{
    static const StopCause cause = {VIR_DOMAIN_SHUTOFF_DAEMON, VIR_DOMAIN_EVENT_STOPPED_FAILED};
    RunTask *back = user;
    g_autoptr(GError) error = NULL;

    if (monitor_events_connect(back->driver, back->guest, back->run, back->run->pid, &error) &&
        inspect_vcpus(back->run, &error) && ask_state(back, &error)) {
        g_autoptr(Definition) live = guest_live(back->guest);

        back->run->is_returning = false;
        network_ports_reclaim(back->driver, definition_domain(live));
        balloon_note(back->guest, back->run);
        status_save(back->driver, back->guest);
    } else if (workers_go_on(back->driver->workers, NULL) &&
               !jobs_is_awaited(back->guest->jobs, JOB_DESTROY)) {
        g_warning("'%s' is not taken over: %s", back->guest->name, error->message);
        /* A process that cannot be ended keeps its guest in the list. */
        if (stop_process(back->run, false, NULL))
            stop_finish(back->driver, back->guest, back->run, &cause);
    } else {
        /* The guest did not crash the daemon. */
        status_save(back->driver, back->guest);
    }
    run_task_free(back);
}

void
take_over_return(Driver *driver, Guest *guest, Run *run)
{
    RunTask *back = run_task_new(driver, guest, run);

    jobs_request(
        guest->jobs, JOB_CLEANUP,
        &(JobTask){.run = run_return, .user = back, .key = "take-over", .replaced = run_task_free});
}

/* Returns: true after too many tries; to be called once the current one is counted. */
static bool
is_left_alone(const GuestStatus *status)
{
    return take_over_tries_of(status) > TAKE_OVER_MAX_TRIES;
}

/* Returns: (owned) the definition of a guest that is left alone; its document is not parsed. */
static Definition *
bare_definition(const GuestStatus *status)
{
    GError *flaw = g_error_new_literal(PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                                       _("taking the guest over has ended the daemon twice"));

    return definition_new_bare(&device_table, status->name, status->uuid, status->live_xml, flaw);
}

/* Returns: (owned, nullable) the guest of @status: the defined one, or a new one.  It is persistent
 * if it was and its definition's file exists, even one that could not be read. */
static Guest *
find_guest(Driver *driver, const GuestStatus *status, GError **error)
{
    uint8_t uuid[UUID_BYTES];
    g_autoptr(Guest) guest = NULL;
    g_autoptr(Definition) definition = NULL;

    uuid_parse(status->uuid, uuid);
    guest = guest_list_by_uuid(driver->guests, uuid, NULL);
    if (guest != NULL)
        return g_steal_pointer(&guest);
    definition = is_left_alone(status) ? bare_definition(status)
                                       : driver_keep(driver, status->name, status->live_xml);
    guest = guest_new(driver->workers, driver->config->call_timeout_ms, definition);
    guest->is_persistent = status->is_persistent && guest_store_has(driver->store, status->name);
    guest->undefine_flags = status_undefine_flags(status);
    return guest_list_add(driver->guests, guest, error) ? g_steal_pointer(&guest) : NULL;
}

/* Returns: (owned) the run of @status with its undo list restored and registered with the
 * driver. */
static Run *
run_of(Driver *driver, const GuestStatus *status)
{
    Run *run = run_new(undo_new(driver));

    run->id = status->id;
    run->pid = status->pid;
    run->folder = g_strdup(status->folder);
    undo_restore(run, driver, status);
    return run;
}

static void
reserve_tap_names(Driver *driver, const Definition *live)
{
    DOMAIN_EACH(const Interface, nic, definition_domain(live), &interface_kind)
        tap_names_reserve(driver->tap_names, nic->target.dev);
}

/* Takes over a guest whose process still runs. */
static void
adopt(Driver *driver, const GuestStatus *status, Run *run, Guest *guest, Definition *live)
{
    g_auto(GuestName) name = guest_name(guest);

    run->is_left_alone = is_left_alone(status);
    run->is_returning = !run->is_left_alone;
    status_recall_nodes(status, live->domain);
    disk_volumes_recall(status, live->domain);
    reserve_tap_names(driver, live);
    guest_set_live(guest, live);
    g_mutex_lock(&guest->lock);
    guest->id = status->id;
    guest->state = run->is_left_alone ? VIR_DOMAIN_PAUSED : status->state;
    guest->reason = run->is_left_alone ? VIR_DOMAIN_PAUSED_UNKNOWN : status->reason;
    guest->run = run_ref(run);
    g_mutex_unlock(&guest->lock);
    monitor_events_watch_exit(driver, guest, run);
    if (run->is_returning)
        take_over_return(driver, guest, run);
    else
        g_warning("'%s' is left alone, as taking it over has ended the daemon %d times: it can be "
                  "destroyed",
                  name.name, TAKE_OVER_MAX_TRIES);
}

/* A start that was interrupted by the daemon's end is not continued: its process is killed before
 * clients are served. */
static void
end_unfinished_start(const GuestStatus *status)
{
    int pid_fd = -1;

    if (status->state != VIR_DOMAIN_PAUSED || status->reason != VIR_DOMAIN_PAUSED_STARTING_UP)
        return;
    pid_fd = detached_adopt(status->pid, status->pid_start_time);
    if (pid_fd < 0)
        return;
    detached_signal(pid_fd, SIGKILL);
    if (!detached_wait(pid_fd, KILL_MS))
        g_warning("QEMU %d of '%s' cannot be ended", (int)status->pid, status->name);
    close(pid_fd);
}

/* Returns: (owned) the live definition.  A document that this version cannot read completely gives
 * a partial one; the guest runs all the same. */
static Definition *
read_live(const GuestStatus *status)
{
    g_autoptr(Report) report = report_new();
    const char *xml = status->live_xml;
    Domain *domain = live_read(&device_table, xml, strlen(xml), report);
    GError *flaw = NULL;

    if (domain != NULL)
        return definition_new_live(domain);
    report_to_error(report, &flaw);
    g_warning("the definition of '%s', which runs, is not understood: %s", status->name,
              flaw->message);
    return definition_new_flawed(&device_table, status->name, xml, flaw);
}

/* Counts the try on disk before it is made, in case @status crashes the daemon. */
static void
begin_take_over(Driver *driver, GuestStatus *status)
{
    g_autoptr(GError) problem = NULL;

    take_over_tries_note(status, MIN(take_over_tries_of(status), TAKE_OVER_MAX_TRIES) + 1);
    if (!guest_store_save_status(driver->store, status, &problem))
        g_warning("%s", problem->message);
}

/* Cleaning up needs neither the document nor the guest. */
static bool
take_over(Driver *driver, const GuestStatus *status, Run *run, CleanUps *clean_ups, GError **error)
{
    g_autoptr(Guest) guest = find_guest(driver, status, error);

    run->pid_fd = detached_adopt(status->pid, status->pid_start_time);
    if (run->pid_fd < 0)
        clean_ups_add(clean_ups, driver, guest, run);
    if (guest == NULL || run->pid_fd < 0)
        return guest != NULL;
    adopt(driver, status, run, guest,
          is_left_alone(status) ? bare_definition(status) : read_live(status));
    return true;
}

bool
take_over_all(Driver *driver, GError **error)
{
    g_autoptr(GPtrArray) statuses = guest_store_load_statuses(driver->store, error);
    g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func((GDestroyNotify)run_unref);
    g_autoptr(CleanUps) clean_ups = clean_ups_new();

    /* Guests share images, so register what all of them hold before any of it is given back. */
    for (guint i = 0; statuses != NULL && i < statuses->len; i++)
        g_ptr_array_add(runs, run_of(driver, g_ptr_array_index(statuses, i)));
    for (guint i = 0; i < runs->len; i++) {
        GuestStatus *status = g_ptr_array_index(statuses, i);
        g_autoptr(GError) problem = NULL;

        driver->last_id = MAX(driver->last_id, status->id);
        end_unfinished_start(status);
        begin_take_over(driver, status);
        if (!take_over(driver, status, g_ptr_array_index(runs, i), clean_ups, &problem))
            g_warning("the running guest '%s' is left alone: %s", status->name, problem->message);
    }
    clean_ups_wait(clean_ups, CLEAN_UP_MS);
    return statuses != NULL;
}
