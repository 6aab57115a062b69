/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/driver.h"

#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "base/uuid.h"
#include "devices/device_kinds.h"
#include "driver/start.h"
#include "driver/take_over.h"
#include "helper/tpm_state.h"
#include "xml/document.h"

static const Capabilities *
find_capabilities(void *user, const char *emulator, GError **error)
{
    return emulators_get(user, emulator, error);
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
        .state_root = driver->config->run_directory,
        .memory_root = driver->config->memory_directory,
        .has_no_sandbox = !driver->config->has_sandbox,
        .capabilities = find_capabilities,
        .user = driver->emulators,
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
    Plan *plan = driver_plan(driver, text, 0, &flaw);

    return plan != NULL ? definition_new(plan)
                        : definition_new_flawed(&device_table, name, text, flaw);
}

static void
load_guest(Driver *driver, const StoredGuest *stored)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) definition = driver_keep(driver, stored->name, stored->xml);
    g_autoptr(Guest) guest =
        guest_new(driver->workers, driver->config->call_timeout_ms, definition);

    if (definition->flaw != NULL)
        g_warning("'%s' cannot be started as it is defined: %s", stored->name,
                  definition->flaw->message);
    guest->is_persistent = true;
    guest->is_autostart = stored->is_autostart;
    if (!guest_list_add(driver->guests, guest, &error))
        g_warning("the definition of '%s' in %s is left alone: %s", stored->name, stored->path,
                  error->message);
}

static bool
load_guests(Driver *driver, GError **error)
{
    g_autoptr(GPtrArray) stored = guest_store_load(driver->store, error);

    for (guint i = 0; stored != NULL && i < stored->len; i++)
        load_guest(driver, g_ptr_array_index(stored, i));
    return stored != NULL;
}

/* What a guest's TPM has kept goes with it, unless its document or undefine's flags keep it: a
 * document that is not understood may do so. */
static void
on_gone(Guest *guest, const Definition *last, void *user)
{
    const Driver *driver = user;
    unsigned flags = 0;

    g_mutex_lock(&guest->lock);
    flags = guest->undefine_flags;
    g_mutex_unlock(&guest->lock);
    if (last->is_partial && !(flags & VIR_DOMAIN_UNDEFINE_TPM))
        flags |= VIR_DOMAIN_UNDEFINE_KEEP_TPM;
    tpm_state_forget(driver->config, definition_domain(last), flags);
}

Driver *
driver_new(const DriverConfig *config, GMainContext *context, GError **error)
{
    g_autoptr(Driver) driver = g_new0(Driver, 1);

    xml_document_prepare();
    driver->config = config;
    driver->workers = workers_new(context, config->max_workers);
    if (config->is_system && config->user != 0)
        driver->qemu_user = other_user_new(config->user, config->group);
    if (config->is_system && config->swtpm_user != 0)
        driver->swtpm_user = other_user_new(config->swtpm_user, config->swtpm_group);
    driver->emulators = emulators_new(config->cache_directory, driver->qemu_user);
    driver->ports = display_ports_new();
    driver->images = image_owner_new(config);
    driver->store = guest_store_new(config, NULL, error);
    driver->guests = guest_list_new(driver->store, on_gone, driver);
    if (driver->store == NULL || !load_guests(driver, error) || !take_over_all(driver, error))
        return NULL;
    return g_steal_pointer(&driver);
}

void
driver_free(Driver *driver)
{
    if (driver == NULL)
        return;
    workers_free(driver->workers);
    guest_list_free(driver->guests);
    emulators_free(driver->emulators);
    other_user_free(driver->qemu_user);
    other_user_free(driver->swtpm_user);
    guest_store_free(driver->store);
    display_ports_free(driver->ports);
    image_owner_free(driver->images);
    g_free(driver);
}

/* One guest to be started on a worker. */
typedef struct {
    Driver *driver;
    Guest *guest;
} Autostart;

static void
run_autostart(void *user)
{
    g_autofree Autostart *autostart = user;
    g_autoptr(Guest) guest = autostart->guest;
    g_autoptr(GError) error = NULL;
    bool is_gone = false;

    g_mutex_lock(&guest->lock);
    is_gone = guest->is_gone;
    g_mutex_unlock(&guest->lock);
    if (!is_gone && !guest_is_active(guest) &&
        !start_guest(autostart->driver, guest, 0, NULL, &error))
        g_warning("'%s' was not started: %s", guest->name, error->message);
}

static void
refuse_autostart(const GError *why, void *user)
{
    g_autofree Autostart *autostart = user;
    g_autoptr(Guest) guest = autostart->guest;

    g_warning("'%s' was not started: %s", guest->name, why->message);
}

/* As stock has it: once after the host has come up, not whenever a daemon is started again, maybe
 * long after the user has shut his guests down.  The folder does not outlive the host's run. */
static bool
is_first_start(const Driver *driver)
{
    g_autofree char *path = g_build_filename(driver->config->run_directory, "autostarted", NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

void
driver_autostart(Driver *driver)
{
    g_autoptr(GPtrArray) guests = NULL;

    if (!is_first_start(driver))
        return;
    guests = guest_list_all(driver->guests);
    for (guint i = 0; i < guests->len; i++) {
        Guest *guest = g_ptr_array_index(guests, i);
        Autostart *autostart = NULL;

        if (!guest->is_autostart || guest_is_active(guest))
            continue;
        autostart = g_new0(Autostart, 1);
        autostart->driver = driver;
        autostart->guest = guest_ref(guest);
        jobs_request(
            guest->jobs, JOB_MODIFY,
            &(JobTask){.run = run_autostart, .refused = refuse_autostart, .user = autostart});
    }
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

bool
driver_is_idle(Driver *driver)
{
    return guest_list_n(driver->guests, true) == 0;
}
