/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/launch.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "devices/network_port.h"
#include "driver/disk_volumes.h"
#include "driver/display.h"
#include "driver/guest_secrets.h"
#include "driver/inspect.h"
#include "driver/interface_start.h"
#include "driver/memory.h"
#include "driver/missing_disk.h"
#include "driver/monitor_events.h"
#include "driver/network_ports.h"
#include "driver/resources.h"
#include "driver/run_logs.h"
#include "driver/status.h"
#include "driver/stop.h"
#include "driver/thread_pins.h"
#include "driver/undo.h"
#include "driver/verify.h"
#include "helper/helpers.h"
#include "host/memory_lock.h"
#include "plan/live.h"
#include "plan/startable.h"
#include "qemu/detached.h"
#include "qemu/qmp_member.h"
#include "store/log_file.h"

/* A guest on its way up. */
typedef struct {
    Driver *driver;
    Guest *guest;
    Definition *next; /* (borrowed) what is to run */
    Definition *live; /* (owned) NULL until it is planned */
    Run *run;         /* (owned) */
    int id;
    unsigned flags;
    const void *owner;          /* see LaunchRequest */
    off_t log_start;            /* where in the log this run begins */
    const Resources *resources; /* (borrowed) while its process is started */
    SecretTable *secrets;       /* (owned) until QEMU's command line is made */
} Start;

static void
start_clear(Start *start)
{
    definition_unref(start->live);
    secret_table_free(start->secrets);
    if (start->run != NULL)
        undo_set_writer(start->run->undo, NULL, NULL);
    g_clear_pointer(&start->run, run_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Start, start_clear)

static bool
write_status(void *user, GError **error)
{
    Start *start = user;

    return status_save_start(start->driver, start->guest,
                             start->live != NULL ? start->live : start->next, start->run, error);
}

static void
make_run(Start *start)
{
    const char *name = definition_domain(start->next)->name;
    Run *run = run_new(undo_new(start->driver));

    start->id = g_atomic_int_add(&start->driver->last_id, 1) + 1;
    start->run = run;
    run->id = start->id;
    run->folder = guest_store_folder(start->driver->store, start->id, name);
    undo_set_writer(run->undo, write_status, start);
    undo_add(run->undo, &(UndoStep){UNDO_STATUS, name, {(uint64_t)run->id}});
}

static bool
find_secrets(Start *start, Plan *plan, GError **error)
{
    start->secrets = guest_secrets_find(start->driver, plan->domain, error);
    plan->context.secrets = start->secrets;
    return start->secrets != NULL;
}

/* Plans the guest anew: what runs has a definition of its own, in which all is filled in that is
 * chosen at start. */
static bool
plan_live(Start *start, GError **error)
{
    Domain *domain = definition_copy_domain(start->next, error);
    Plan *plan = NULL;

    if (domain == NULL)
        return false;
    if (network_ports_open(start->driver, domain, start->run->undo, error))
        plan = driver_plan_domain(start->driver, domain, start->run->folder, error);
    else
        domain_free(domain);
    if (plan == NULL || !startable_check(plan, error) ||
        !interface_start_check(plan->domain, start->driver->config->is_system, error) ||
        !disk_volumes_find(start->driver, plan->domain, error) ||
        !find_secrets(start, plan, error) ||
        !missing_disk_settle(start->driver, start->guest, plan, error)) {
        plan_free(plan);
        return false;
    }
    network_port_settle(plan->domain);
    live_prepare(plan);
    start->live = definition_new(plan);
    return true;
}

/* Returns: (owned, nullable) QEMU's command line.  What it is handed over open for it is added to
 * @resources and to the run's logger. */
static char **
words_of(Start *start, const Resources *resources, GError **error)
{
    g_autoptr(FdSets) sets = fd_sets_new();
    g_autoptr(Argv) argv = NULL;

    start->run->logger =
        logger_new(definition_domain(start->live)->name, start->driver->config->log_max_kib);
    start->live->plan->context.monitor =
        (MonitorSocket){.fd = resources->monitor_fd, .listens = true};
    argv = run_logs_argv(start->live->plan, start->run->logger, sets, error);
    start->live->plan->context.secrets = NULL;
    g_clear_pointer(&start->secrets, secret_table_free);
    if (argv == NULL)
        return NULL;
    fd_sets_hand_over(sets, argv, resources->descriptors);
    live_name(start->live->plan, (unsigned)start->id);
    return argv_words(argv);
}

/* QEMU's process waits to be written down, and for what it will open. */
static bool
write_down(pid_t pid, void *user, GError **error)
{
    Start *start = user;

    start->run->pid = pid;
    return write_status(start, error) &&
           image_owner_lend(start->driver->images, start->resources->images, error) &&
           logger_start(start->run->logger, pid, error);
}

/* Opens the log of QEMU itself.  Returns: (borrowed) the descriptor to write to it; -1 on an error.
 */
static int
open_log(Start *start, char **words, GError **error)
{
    const DriverConfig *config = start->driver->config;
    LogFile log = LOG_FILE_NONE;
    g_autofree char *path =
        log_file_path(config->log_directory, definition_domain(start->live)->name);

    if (!log_file_open(path, config->log_max_kib, &log, error))
        return -1;
    log_file_note(log.fd, "starting up", (const char *const *)words);
    start->log_start = log_file_mark(log.fd);
    start->run->log_fd = fcntl(log.fd, F_DUPFD_CLOEXEC, 0);
    return logger_add(start->run->logger, &log, error);
}

static bool
spawn(Start *start, const Resources *resources, char **words, GError **error)
{
    const DriverConfig *config = start->driver->config;
    g_auto(GStrv) variables = qemu_options_environment(definition_domain(start->live));
    const DetachedRequest request = {
        .words = (const char *const *)words,
        .directory = start->run->folder,
        .output_fd = open_log(start, words, error),
        .descriptors = (const int *)(const void *)resources->descriptors->data,
        .n_descriptors = resources->descriptors->len,
        .other_user = start->driver->qemu_user,
        .variables = (const char *const *)variables,
        .max_processes = config->max_processes,
        .max_files = config->max_files,
        .max_core_bytes = config->max_core_bytes,
        .max_locked_bytes = memory_lock_limit(definition_domain(start->live)),
        .confirm = write_down,
        .user_data = start,
    };

    if (request.output_fd < 0)
        return false;
    start->resources = resources;
    start->run->pid = detached_start(&request, &start->run->pid_fd, error);
    return start->run->pid > 0;
}

/* Adds QEMU's own words to an error that its death has caused, and those of whose death was before.
 */
static void
explain(Start *start, GError **error)
{
    g_autofree char *text = NULL;
    g_autofree char *said = NULL;

    if (detached_wait(start->run->pid_fd, 500)) {
        logger_finish(start->run->logger);
        text = log_file_text_since(start->run->log_fd, start->log_start, 4096);
        said = image_files_explain(start->live->plan->domain, text);
        g_clear_error(error);
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("process exited while connecting to monitor: %s"), said);
    }
    helpers_explain(start->run->helpers, error);
}

/* Makes the guest's run known to all.  Before that its id alone says that it is starting. */
static void
publish(Start *start, bool is_paused)
{
    Guest *guest = start->guest;

    guest_set_live(guest, definition_ref(start->live));
    g_mutex_lock(&guest->lock);
    guest->run = run_ref(start->run);
    /* That QEMU then says that it runs is no news. */
    guest->state = is_paused ? VIR_DOMAIN_PAUSED : VIR_DOMAIN_RUNNING;
    guest->reason = is_paused ? (int)VIR_DOMAIN_PAUSED_USER : (int)VIR_DOMAIN_RUNNING_BOOTED;
    guest->owner = start->flags & VIR_DOMAIN_START_AUTODESTROY ? start->owner : NULL;
    g_mutex_unlock(&guest->lock);
}

static bool
tell_commands(Start *start, GError **error)
{
    g_autoptr(JsonArray) commands = plan_commands(start->live->plan);

    for (unsigned i = 0; i < qmp_value_n_elements(commands); i++) {
        JsonObject *command = qmp_value_object_element(commands, i);

        if (!run_do(start->run, qmp_member_string(command, "execute", ""),
                    qmp_member_object(command, "arguments"), error))
            return false;
    }
    return true;
}

/* QEMU has its monitor, so it has opened all its files. */
static bool
begin_logs(Start *start)
{
    logger_begin(start->run->logger);
    return true;
}

/* Gets QEMU as far as it stands still before the guest's first instruction. */
static bool
bring_up(Start *start, Resources **resources, GError **error)
{
    g_auto(GStrv) words = NULL;

    *resources = resources_acquire(start->driver, start->live, start->run, error);
    if (*resources == NULL)
        return false;
    words = words_of(start, *resources, error);
    if (words == NULL || !spawn(start, *resources, words, error))
        return false;
    resources_hand_over(*resources);
    if (monitor_events_connect(start->driver, start->guest, start->run, 0, error) &&
        begin_logs(start) && inspect_run(start->run, start->live->plan->domain, error) &&
        thread_pins_apply(start->run, start->live->plan->domain, error) &&
        tell_commands(start, error) &&
        display_set_passwords(start->run, start->live->plan->domain, error) &&
        memory_start(start->run, start->live->plan->domain, error) &&
        interface_start_links(start->run, start->live->plan->domain, error) &&
        verify_run(start->driver, start->run, start->live->plan, error))
        return true;
    explain(start, error);
    return false;
}

/* Has the guest run until its QEMU ends, which could not be ended: it is not lost meanwhile. */
static void
keep_running(Start *start)
{
    publish(start, true);
    monitor_events_watch_exit(start->driver, start->guest, start->run);
}

/* Takes back what a failed start has done. */
static void
abandon(Start *start)
{
    Run *run = start->run;
    g_autoptr(GError) problem = NULL;

    if (run->pid > 0 && !stop_process(run, false, &problem)) {
        g_warning("'%s' was not started, and runs still: %s", start->guest->name, problem->message);
        keep_running(start);
        return;
    }
    if (run->pid > 0)
        detached_reap(run->pid, NULL);
    run_close_monitor(run);
    undo_all(run->undo);
    run_logs_finish(run);
}

static bool
let_run(Start *start, GError **error)
{
    bool is_paused = (start->flags & VIR_DOMAIN_START_PAUSED) != 0;
    const StopCause failed = {VIR_DOMAIN_SHUTOFF_FAILED, VIR_DOMAIN_EVENT_STOPPED_FAILED};
    bool is_running = false;

    publish(start, is_paused);
    is_running = is_paused || run_do(start->run, "cont", NULL, error);
    if (!is_running && stop_process(start->run, false, NULL)) {
        stop_finish(start->driver, start->guest, start->run, &failed);
        return false;
    }
    /* Until here it is a start that a daemon that comes back ends. */
    status_save(start->driver, start->guest);
    monitor_events_watch_exit(start->driver, start->guest, start->run);
    return is_running;
}

bool
launch(const LaunchRequest *request, Definition *next, GError **error)
{
    g_auto(Start) start = {.driver = request->driver,
                           .guest = request->guest,
                           .next = next,
                           .flags = request->flags,
                           .owner = request->owner};
    g_autoptr(Resources) resources = NULL;

    make_run(&start);
    if (!plan_live(&start, error)) {
        undo_all(start.run->undo);
        return false;
    }
    g_mutex_lock(&start.guest->lock);
    start.guest->id = start.id;
    g_mutex_unlock(&start.guest->lock);
    if (bring_up(&start, &resources, error))
        return let_run(&start, error);
    abandon(&start);
    return false;
}
