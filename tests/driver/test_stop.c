/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/destroy.h"
#include "driver/driver_life.h"
#include "driver/stop.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <libvirt/libvirt.h>
#include <limits.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/monitor_events.h"
#include "driver/power.h"
#include "false_services.h"
#include "folder.h"
#include "recorded_plan.h"

/*
 * A process that cannot be ended: a pipe in place of its pidfd, which takes no signal, and "ends"
 * when something is written into it.  Whoever tries to end it waits for 13 s, all at the same time.
 */
typedef struct {
    Driver *driver;
    Guest *guest;
    Run *run;
    int end; /* of the pipe */
} Case;

static void
lose_monitor(Case *it)
{
    stop_on_exit(it->driver, it->guest, it->run);
}

static void
power_off(Case *it)
{
    power_on_shutdown(it->driver, it->guest, it->run, true, "");
}

static void
panic(Case *it)
{
    power_on_panic(it->driver, it->guest, it->run);
}

static void
run_destroy(void *user)
{
    Case *it = user;
    g_autoptr(GError) error = NULL;

    g_assert_false(destroy_guest(it->driver, it->guest, 0, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
}

static void
destroy(Case *it)
{
    jobs_request(it->guest->jobs, JOB_DESTROY, &(JobTask){.run = run_destroy, .user = it});
}

static void (*const ways[])(Case *it) = {lose_monitor, power_off, panic, destroy};

static gint n_warnings; /* atomic */

static void
count_warning(const char *domain, GLogLevelFlags level, const char *message, void *user)
{
    (void)domain;
    (void)level;
    (void)message;
    (void)user;
    g_atomic_int_inc(&n_warnings);
}

static void
case_open(Case *it, Driver *driver, Definition *definition)
{
    int ends[2];

    g_assert_true(g_unix_open_pipe(ends, FD_CLOEXEC, NULL));
    *it = (Case){.driver = driver,
                 .guest = guest_new(driver->workers, 30000, definition),
                 .run = run_new(undo_list_new(NULL, NULL)),
                 .end = ends[1]};
    it->run->pid = INT_MAX; /* nobody's */
    it->run->pid_fd = ends[0];
    it->guest->is_persistent = true;
    it->guest->id = 1;
    it->guest->state = VIR_DOMAIN_RUNNING;
    it->guest->run = run_ref(it->run);
    monitor_events_watch_exit(driver, it->guest, it->run);
}

static void
case_close(Case *it)
{
    guest_unref(it->guest);
    run_unref(it->run);
    close(it->end);
}

static FalseServices services;

static Driver *
driver_in(const char *top, DriverConfig *config)
{
    g_autoptr(GError) error = NULL;
    Driver *driver = NULL;

    *config = (DriverConfig){.config_directory = top,
                             .run_directory = top,
                             .log_directory = top,
                             .memory_directory = top,
                             .cache_directory = top,
                             .state_directory = top,
                             .sysfs = "/sys",
                             .call_timeout_ms = 60000,
                             .start_timeout_ms = 60000,
                             .max_workers = G_N_ELEMENTS(ways)};
    false_services_open(&services);
    driver = driver_new(config, &services.services, g_main_context_default(), &error);
    g_assert_no_error(error);
    return driver;
}

/* The guest runs still, whoever tried to end it; and its end is noticed when it comes. */
static void
test_cannot_be_killed(void)
{
    char *top = folder_new();
    DriverConfig config;
    g_autoptr(Driver) driver = driver_in(top, &config);
    g_autoptr(Report) report = report_new();
    g_autoptr(Definition) definition =
        definition_new(recorded_plan("<memory unit='MiB'>256</memory>", "", "", report));
    Case cases[G_N_ELEMENTS(ways)];

    g_log_set_handler(NULL, G_LOG_LEVEL_WARNING, count_warning, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        case_open(&cases[i], driver, definition);
        ways[i](&cases[i]);
    }
    workers_drain(driver->workers);
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_assert_false(cases[i].run->is_ending);
        g_assert_true(cases[i].guest->run == cases[i].run);
        g_assert_true(guest_is_active(cases[i].guest));
    }
    /* All but who was told by an error. */
    g_assert_cmpint(g_atomic_int_get(&n_warnings), ==, G_N_ELEMENTS(ways) - 1);
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++)
        g_assert_cmpint(write(cases[i].end, "", 1), ==, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        while (guest_is_active(cases[i].guest))
            g_main_context_iteration(NULL, TRUE);
        g_assert_cmpint(cases[i].guest->state, ==, VIR_DOMAIN_SHUTOFF);
    }
    workers_drain(driver->workers);
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++)
        case_close(&cases[i]);
    g_clear_pointer(&driver, driver_free);
    false_services_close(&services);
    folder_remove(top);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_log_set_always_fatal(G_LOG_FATAL_MASK);
    g_test_add_func("/stop/cannot-be-killed", test_cannot_be_killed);
    return g_test_run();
}
