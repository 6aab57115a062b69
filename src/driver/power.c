/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/power.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "driver/agent.h"
#include "driver/core_dump.h"
#include "driver/flags.h"
#include "driver/status.h"
#include "driver/stop.h"

/* Publishes a state.  Returns: false when the guest was already in it.  A request and QEMU's event
 * for it both call this; only the first one then counts. */
static bool
change_state(Guest *guest, int state, int reason)
{
    bool is_news = false;

    g_mutex_lock(&guest->lock);
    is_news = guest->run != NULL && guest->state != state;
    if (is_news) {
        guest->state = state;
        guest->reason = reason;
    }
    g_mutex_unlock(&guest->lock);
    return is_news;
}

static int
state_of(Guest *guest)
{
    int state = 0;

    g_mutex_lock(&guest->lock);
    state = guest->state;
    g_mutex_unlock(&guest->lock);
    return state;
}

void
power_on_stop(Driver *driver, Guest *guest, Run *run)
{
    bool is_down = false;

    g_mutex_lock(&run->lock);
    is_down = run->is_down || run->is_crashed;
    g_mutex_unlock(&run->lock);
    /* QEMU also sends STOP for a guest that has shut down; that guest is not paused. */
    if (!is_down && change_state(guest, VIR_DOMAIN_PAUSED, VIR_DOMAIN_PAUSED_USER))
        driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_SUSPENDED,
                              VIR_DOMAIN_EVENT_SUSPENDED_PAUSED);
}

void
power_on_resume(Driver *driver, Guest *guest)
{
    if (change_state(guest, VIR_DOMAIN_RUNNING, VIR_DOMAIN_RUNNING_UNPAUSED))
        driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_RESUMED,
                              VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
}

bool
suspend_guest(Driver *driver, Guest *guest, GError **error)
{
    g_autoptr(Run) run = guest_active_run(guest, error);

    if (run == NULL)
        return false;
    if (state_of(guest) == VIR_DOMAIN_PAUSED)
        return true;
    if (!run_do(run, "stop", NULL, error))
        return false;
    power_on_stop(driver, guest, run);
    status_save(driver, guest);
    return true;
}

bool
resume_guest(Driver *driver, Guest *guest, GError **error)
{
    g_autoptr(Run) run = guest_active_run(guest, error);

    if (run == NULL)
        return false;
    if (state_of(guest) == VIR_DOMAIN_RUNNING) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("domain is already running"));
        return false;
    }
    if (!run_do(run, "cont", NULL, error))
        return false;
    power_on_resume(driver, guest);
    status_save(driver, guest);
    return true;
}

bool
reset_guest(Guest *guest, unsigned flags, GError **error)
{
    g_autoptr(Run) run = NULL;

    if (!flags_check(flags, 0, "qemuDomainReset", error))
        return false;
    run = guest_active_run(guest, error);
    return run != NULL && run_do(run, "system_reset", NULL, error);
}

bool
inject_nmi_guest(Guest *guest, unsigned flags, GError **error)
{
    g_autoptr(Run) run = NULL;

    if (!flags_check(flags, 0, "qemuDomainInjectNMI", error))
        return false;
    run = guest_active_run(guest, error);
    return run != NULL && run_do(run, "inject-nmi", NULL, error);
}

/* Checks the shutdown method that @flags choose: only the ACPI power button is implemented. */
static bool
check_way(Guest *guest, unsigned flags, unsigned agent, GError **error)
{
    if (flags != agent)
        return true;
    agent_refuse(guest, error);
    return false;
}

static bool
press_button(Guest *guest, bool wants_reboot, GError **error)
{
    g_autoptr(Run) run = guest_active_run(guest, error);

    if (run == NULL)
        return false;
    run_exchange(run, &run->wants_reboot, wants_reboot);
    return run_do(run, "system_powerdown", NULL, error);
}

bool
shut_down_guest(Guest *guest, unsigned flags, GError **error)
{
    return flags_check(flags, VIR_DOMAIN_SHUTDOWN_ACPI_POWER_BTN | VIR_DOMAIN_SHUTDOWN_GUEST_AGENT,
                       "qemuDomainShutdownFlags", error) &&
           check_way(guest, flags, VIR_DOMAIN_SHUTDOWN_GUEST_AGENT, error) &&
           press_button(guest, false, error);
}

bool
reboot_guest(Guest *guest, unsigned flags, GError **error)
{
    return flags_check(flags, VIR_DOMAIN_REBOOT_ACPI_POWER_BTN | VIR_DOMAIN_REBOOT_GUEST_AGENT,
                       "qemuDomainReboot", error) &&
           check_way(guest, flags, VIR_DOMAIN_REBOOT_GUEST_AGENT, error) &&
           press_button(guest, true, error);
}

/* A task for a worker: what to do with a guest that has stopped by itself. */
typedef struct {
    Driver *driver;
    Guest *guest;
    Run *run;
    Action action;
    StopCause cause;
} Consequence;

/* Resets the guest in its current QEMU and lets it run. */
static void
restart(Consequence *consequence)
{
    Run *run = consequence->run;
    g_autoptr(GError) error = NULL;

    g_mutex_lock(&run->lock);
    run->is_down = run->wants_reboot = run->is_crashed = false;
    g_mutex_unlock(&run->lock);
    if (!run_do(run, "system_reset", NULL, &error) || !run_do(run, "cont", NULL, &error))
        g_warning("'%s' was not restarted: %s", consequence->guest->name, error->message);
    else
        power_on_resume(consequence->driver, consequence->guest);
}

static void
end(Consequence *consequence)
{
    g_autoptr(GError) error = NULL;

    if (stop_process(consequence->run, false, &error))
        stop_finish(consequence->driver, consequence->guest, consequence->run, &consequence->cause);
    else
        g_warning("'%s' was not ended: %s", consequence->guest->name, error->message);
}

/* Returns: false when the daemon is ending; the next one finds the guest unchanged and handles
 * it. */
static bool
dump(Consequence *consequence)
{
    g_autoptr(GError) error = NULL;

    if (!core_dump(consequence->driver, consequence->guest, consequence->run, &error))
        g_warning("'%s' was not dumped: %s", consequence->guest->name, error->message);
    return workers_go_on(consequence->driver->workers, NULL);
}

static void
dump_and_end(Consequence *consequence)
{
    if (dump(consequence))
        end(consequence);
}

static void
dump_and_restart(Consequence *consequence)
{
    if (dump(consequence))
        restart(consequence);
}

static void (*const actions[])(Consequence *consequence) = {
    [ACTION_DESTROY] = end,
    [ACTION_RESTART] = restart,
    [ACTION_COREDUMP_DESTROY] = dump_and_end,
    [ACTION_COREDUMP_RESTART] = dump_and_restart,
};

static void
consequence_free(void *user)
{
    Consequence *consequence = user;

    run_unref(consequence->run);
    guest_unref(consequence->guest);
    g_free(consequence);
}

static void
run_consequence(void *user)
{
    Consequence *consequence = user;
    g_autoptr(Run) current = guest_run(consequence->guest);

    /* It may have been destroyed meanwhile. */
    if (current == consequence->run && actions[consequence->action] != NULL)
        actions[consequence->action](consequence);
    consequence_free(consequence);
}

/* @event: (static) the task's key; of several waiting tasks for one event only the last is kept. */
static void
request(const char *event, const Consequence *wanted)
{
    Consequence *consequence = g_memdup2(wanted, sizeof *wanted);

    guest_ref(consequence->guest);
    run_ref(consequence->run);
    jobs_request(consequence->guest->jobs, JOB_CLEANUP,
                 &(JobTask){.run = run_consequence,
                            .user = consequence,
                            .key = event,
                            .replaced = consequence_free});
}

/* Returns: the action for @event in the guest's live definition. */
static Action
action_on(Guest *guest, Action (*event)(const Domain *domain))
{
    g_autoptr(Definition) live = guest_live(guest);

    return live != NULL ? event(definition_domain(live)) : ACTION_DESTROY;
}

static Action
on_poweroff(const Domain *domain)
{
    return domain->on_poweroff;
}

static Action
on_reboot(const Domain *domain)
{
    return domain->on_reboot;
}

static Action
on_crash(const Domain *domain)
{
    return domain->on_crash;
}

void
power_on_shutdown(Driver *driver, Guest *guest, Run *run, bool is_guest, const char *reason)
{
    static const StopCause cause = {VIR_DOMAIN_SHUTOFF_SHUTDOWN, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN};
    bool wants_reboot = false;
    bool is_known = false;

    g_mutex_lock(&run->lock);
    is_known = run->is_down || run->is_ending || g_str_equal(reason, "guest-panic");
    run->is_down = true;
    wants_reboot = run->wants_reboot;
    g_mutex_unlock(&run->lock);
    if (is_known)
        return;
    if (!wants_reboot) {
        change_state(guest, VIR_DOMAIN_SHUTDOWN, VIR_DOMAIN_SHUTDOWN_UNKNOWN);
        driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_SHUTDOWN,
                              is_guest ? VIR_DOMAIN_EVENT_SHUTDOWN_GUEST
                                       : VIR_DOMAIN_EVENT_SHUTDOWN_HOST);
    }
    request("shutdown",
            &(Consequence){driver, guest, run,
                           action_on(guest, wants_reboot ? on_reboot : on_poweroff), cause});
}

void
power_on_reset(Driver *driver, Guest *guest, Run *run, bool is_guest)
{
    static const StopCause cause = {VIR_DOMAIN_SHUTOFF_SHUTDOWN, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN};
    g_auto(GuestName) name = guest_name(guest);

    driver_emit(driver, event_new(VIR_DOMAIN_EVENT_ID_REBOOT, &name));
    if (is_guest && action_on(guest, on_reboot) == ACTION_DESTROY)
        request("reset", &(Consequence){driver, guest, run, ACTION_DESTROY, cause});
}

void
power_on_panic(Driver *driver, Guest *guest, Run *run)
{
    static const StopCause cause = {VIR_DOMAIN_SHUTOFF_CRASHED, VIR_DOMAIN_EVENT_STOPPED_CRASHED};

    if (run_exchange(run, &run->is_crashed, true))
        return;
    change_state(guest, VIR_DOMAIN_CRASHED, VIR_DOMAIN_CRASHED_PANICKED);
    driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_CRASHED,
                          VIR_DOMAIN_EVENT_CRASHED_PANICKED);
    request("panic", &(Consequence){driver, guest, run, action_on(guest, on_crash), cause});
}
