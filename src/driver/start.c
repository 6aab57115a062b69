/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/start.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "devices/channel.h"
#include "driver/define.h"
#include "driver/flags.h"
#include "driver/launch.h"

enum {
    START_FLAGS = VIR_DOMAIN_START_PAUSED | VIR_DOMAIN_START_AUTODESTROY |
                  VIR_DOMAIN_START_BYPASS_CACHE | VIR_DOMAIN_START_FORCE_BOOT |
                  VIR_DOMAIN_START_RESET_NVRAM,
};

/* Unless its QEMU goes on. */
static void
mark_stopped(Guest *guest)
{
    g_mutex_lock(&guest->lock);
    if (guest->run == NULL) {
        guest->id = -1;
        guest->state = VIR_DOMAIN_SHUTOFF;
        guest->reason = VIR_DOMAIN_SHUTOFF_FAILED;
    }
    g_mutex_unlock(&guest->lock);
}

static void
emit_agent(Driver *driver, Guest *guest)
{
    g_auto(GuestName) name = guest_name(guest);
    Event *event = event_new(VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE, &name);

    event->kind = VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_DISCONNECTED;
    event->detail = VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_REASON_DOMAIN_STARTED;
    driver_emit(driver, event);
}

/* What a start looks like from outside, event by event, in stock libvirt's order. */
static void
emit_started(Driver *driver, Guest *guest, unsigned flags)
{
    bool is_paused = (flags & VIR_DOMAIN_START_PAUSED) != 0;
    g_autoptr(Definition) live = guest_live(guest);

    if (live != NULL && channel_of_agent(definition_domain(live)) != NULL)
        emit_agent(driver, guest);
    if (!is_paused)
        driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_RESUMED,
                              VIR_DOMAIN_EVENT_RESUMED_UNPAUSED);
    driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_STARTED, VIR_DOMAIN_EVENT_STARTED_BOOTED);
    if (is_paused)
        driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_SUSPENDED,
                              VIR_DOMAIN_EVENT_SUSPENDED_PAUSED);
}

static bool
start_definition(const LaunchRequest *request, Definition *next, GError **error)
{
    if (guest_is_active(request->guest)) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("domain is already running"));
        return false;
    }
    if (!launch(request, next, error)) {
        mark_stopped(request->guest);
        return false;
    }
    emit_started(request->driver, request->guest, request->flags);
    return true;
}

/* A definition that could not be planned is tried again: its emulator may be back. */
static Definition *
plan_again(Definition *old, void *driver, GError **error)
{
    Plan *plan =
        driver_plan(driver, definition_xml(old, DOMAIN_XML_SECURE), DRIVER_PLAN_KEPT, error);

    return plan != NULL ? definition_new(plan) : NULL;
}

bool
start_guest(Driver *driver, Guest *guest, unsigned flags, const void *owner, GError **error)
{
    const LaunchRequest request = {driver, guest, flags, owner};
    g_autoptr(Definition) next = guest_next(guest);

    if (!flags_check(flags, START_FLAGS, "qemuDomainCreateWithFlags", error))
        return false;
    if (next->flaw != NULL) {
        if (!guest_list_change(driver->guests, guest, plan_again, driver, error))
            return false;
        definition_unref(next);
        next = guest_next(guest);
    }
    return start_definition(&request, next, error);
}

/* Returns: (owned, nullable) the guest of @definition, in the list, its job held by us. */
static Guest *
claim_guest(Driver *driver, Definition *definition, GError **error)
{
    g_autoptr(Guest) fresh =
        guest_new(driver->workers, driver->config->call_timeout_ms, definition);

    jobs_try(fresh->jobs, JOB_MODIFY);
    return guest_list_claim(driver->guests, fresh, error);
}

Guest *
create_guest(Driver *driver, const char *xml, unsigned flags, const void *owner, GError **error)
{
    g_autoptr(Definition) definition = NULL;
    g_autoptr(Guest) guest = NULL;
    Plan *plan = NULL;
    bool is_started = false;

    if (!flags_check(flags, START_FLAGS | VIR_DOMAIN_START_VALIDATE, "qemuDomainCreateXML", error))
        return NULL;
    plan =
        driver_plan(driver, xml, flags & VIR_DOMAIN_START_VALIDATE ? DRIVER_PLAN_STRICT : 0, error);
    if (plan == NULL)
        return NULL;
    definition = definition_new(plan);
    guest = claim_guest(driver, definition, error);
    if (guest == NULL)
        return NULL;
    is_started = start_definition(&(LaunchRequest){driver, guest, flags, owner}, definition, error);
    if (!is_started)
        forget_guest(driver, guest, definition);
    jobs_end(guest->jobs);
    return is_started ? g_steal_pointer(&guest) : NULL;
}
