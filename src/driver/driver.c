/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/driver.h"

#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "base/uuid.h"
#include "devices/device_kinds.h"
#include "qemu/try_out.h"

static const Capabilities *
find_capabilities(void *user, const char *emulator, GError **error)
{
    return emulators_get(user, emulator, error);
}

static Placement *
try_out_as_qemu_user(void *user, const char *const *words, GError **error)
{
    return try_out(words, user, error);
}

static void
log_warnings(const Report *report)
{
    for (unsigned i = 0; i < report_n_problems(report); i++)
        if (report_problem(report, i)->level == REPORT_WARNING)
            g_info("%s", report_problem(report, i)->message);
}

Planner
driver_planner(Driver *driver)
{
    return (Planner){
        .devices = &device_table,
        .machines = machine_rules,
        .serves = true,
        .sysfs = driver->config->sysfs,
        .kvm_memory_slots = driver->kvm_memory_slots,
        .dac_label = driver->dac_label,
        .state_root = driver->config->run_directory,
        .memory_root = driver->config->memory_directory,
        .has_no_sandbox = !driver->config->has_sandbox,
        .capabilities = find_capabilities,
        .user = driver->emulators,
        .try_out = try_out_as_qemu_user,
        .try_out_user = driver->qemu_user,
    };
}

/* Returns: (owned, nullable) @plan, or what @report says against it. */
static Plan *
conclude(Plan *plan, const Report *report, GError **error)
{
    log_warnings(report);
    if (plan == NULL)
        report_to_error(report, error);
    return plan;
}

Plan *
driver_plan(Driver *driver, const char *text, unsigned flags, GError **error)
{
    g_autoptr(Report) report = report_new();
    Planner planner = driver_planner(driver);

    assert_may_block();
    planner.is_strict = (flags & DRIVER_PLAN_STRICT) != 0;
    planner.is_kept = (flags & DRIVER_PLAN_KEPT) != 0;
    return conclude(plan_document(&planner, text, strlen(text), report), report, error);
}

Plan *
driver_plan_domain(Driver *driver, Domain *domain, const char *folder, GError **error)
{
    g_autoptr(Report) report = report_new();
    Planner planner = driver_planner(driver);

    assert_may_block();
    planner.state_directory = folder;
    return conclude(plan_domain(&planner, domain, report), report, error);
}

Definition *
driver_keep(Driver *driver, const char *name, const char *text)
{
    GError *flaw = NULL;
    Plan *plan = driver_plan(driver, text, DRIVER_PLAN_KEPT, &flaw);

    return plan != NULL ? definition_new(plan)
                        : definition_new_flawed(&device_table, name, text, flaw);
}

void
driver_set_event_sink(Driver *driver, EventSink sink, void *user)
{
    driver->sink = sink;
    driver->sink_user = user;
}

/* An event on its way to the main thread. */
typedef struct {
    Driver *driver;
    Event *event;
} Emission;

static void
sink_event(void *user)
{
    g_autofree Emission *emission = user;
    g_autoptr(Event) event = emission->event;

    if (emission->driver->sink != NULL)
        emission->driver->sink(event, emission->driver->sink_user);
}

void
driver_emit(Driver *driver, Event *event)
{
    Emission *emission = g_new0(Emission, 1);

    emission->driver = driver;
    emission->event = event;
    workers_post(driver->workers, sink_event, emission);
}

void
driver_emit_lifecycle(Driver *driver, Guest *guest, int kind, int detail)
{
    g_auto(GuestName) name = guest_name(guest);

    driver_emit(driver, event_new_lifecycle(&name, kind, detail));
}
