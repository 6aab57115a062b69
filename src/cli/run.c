/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/launch.h"
#include "cli/print.h"
#include "cli/relay.h"
#include "cli/session.h"
#include "cli/state.h"
#include "qemu/qmp_member.h"

enum { EVENT_TIMEOUT_MS = 10000, STDERR_STEP_MS = 500 };

/* A guest in the foreground.  Errors are kept until the terminal is restored. */
typedef struct {
    const Domain *domain;
    Launch *launch;
    GMainLoop *loop;
    int status;
    GError *problem;
} Run;

static void
end_run(Run *run, int status)
{
    run->status = status;
    g_main_loop_quit(run->loop);
}

static void
fail_run(Run *run, const char *message)
{
    if (run->problem == NULL)
        run->problem = g_error_new_literal(PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, message);
    end_run(run, CLI_FAILED);
}

static void
execute(Run *run, const char *command)
{
    g_autoptr(GError) error = NULL;

    if (!launch_execute(run->launch, command, &error))
        fail_run(run, error->message);
}

/* With -no-shutdown QEMU pauses after a shutdown. */
static void
on_shutdown(Run *run, JsonObject *details)
{
    const char *reason = qmp_member_string(details, "reason", "");

    if (g_str_equal(reason, "guest-panic")) {
        fail_run(run, _("the guest crashed"));
    } else if (run->domain->on_poweroff == ACTION_RESTART) {
        execute(run, "system_reset");
        execute(run, "cont");
    } else {
        end_run(run, CLI_DONE);
    }
}

static void
on_reset(Run *run, JsonObject *details)
{
    bool is_wanted = qmp_member_bool(details, "guest", false);

    if (is_wanted && run->domain->on_reboot == ACTION_DESTROY)
        end_run(run, CLI_DONE);
}

static void
on_panic(Run *run, JsonObject *details)
{
    (void)details;
    fail_run(run, _("the guest crashed"));
}

static void
handle_event(Run *run, JsonObject *event)
{
    static const struct {
        const char *name;
        void (*handle)(Run *run, JsonObject *details);
    } handlers[] = {{"SHUTDOWN", on_shutdown}, {"RESET", on_reset}, {"GUEST_PANICKED", on_panic}};
    const char *name = qmp_member_string(event, "event", "");
    JsonObject *details = qmp_member_object(event, "data");

    for (size_t i = 0; i < G_N_ELEMENTS(handlers); i++)
        if (g_str_equal(name, handlers[i].name))
            handlers[i].handle(run, details);
}

/* Handles events that have already come. */
static void
handle_events(Run *run)
{
    JsonObject *event = NULL;

    while ((event = qmp_take_event(run->launch->qmp)) != NULL) {
        handle_event(run, event);
        json_object_unref(event);
    }
}

static gboolean
on_monitor(gint fd, GIOCondition condition, gpointer user)
{
    Run *run = user;
    g_autoptr(JsonObject) event = qmp_wait_event(run->launch->qmp, EVENT_TIMEOUT_MS, NULL);

    (void)fd;
    (void)condition;
    if (event == NULL) {
        if (run->problem == NULL)
            launch_explain_end(run->launch, &run->problem);
        end_run(run, CLI_FAILED);
        return G_SOURCE_REMOVE;
    }
    handle_event(run, event);
    handle_events(run);
    return G_SOURCE_CONTINUE;
}

static void
on_console(RelayEnd end, void *user)
{
    end_run(user, end == RELAY_LEFT ? CLI_DONE : CLI_FAILED);
}

static gboolean
on_signal(gpointer user)
{
    fail_run(user, _("the guest was ended by a signal"));
    return G_SOURCE_CONTINUE;
}

static gboolean
on_timeout(gpointer user)
{
    fail_run(user, _("the guest was ended: its time is over"));
    return G_SOURCE_REMOVE;
}

/* Keeps QEMU's stderr from filling up. */
static gboolean
on_stderr_step(gpointer user)
{
    Run *run = user;

    g_free(process_stderr(run->launch->process));
    return G_SOURCE_CONTINUE;
}

static void
watch_signals(Run *run)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
        g_unix_signal_add(signals[i], on_signal, run);
}

/* Resumes the started guest and returns when it is to end. */
static void
attend(Run *run)
{
    /* It runs from the main loop and is freed when this function returns. */
    G_GNUC_UNUSED g_autoptr(Relay) relay = relay_new(run->launch->console_fd, on_console, run);

    run->launch->console_fd = -1;
    g_unix_fd_add(run->launch->qmp_fd, G_IO_IN | G_IO_HUP | G_IO_ERR, on_monitor, run);
    g_timeout_add(STDERR_STEP_MS, on_stderr_step, run);
    execute(run, "cont");
    handle_events(run);
    if (run->status < 0)
        g_main_loop_run(run->loop);
}

static void
run_plan(Run *run, Plan *plan)
{
    if (!state_fill(plan->state_directory, &run->problem))
        return;
    run->launch = launch_new(plan, &run->problem);
    if (run->launch == NULL)
        return;
    if (run->launch->console_fd < 0)
        print_warning(_("the guest's console does not go to the terminal"));
    attend(run);
    g_clear_pointer(&run->launch, launch_free);
}

static int
run_guest(Plan *plan, int timeout_seconds)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    Run run = {.domain = plan->domain, .loop = loop, .status = -1};

    watch_signals(&run);
    if (timeout_seconds > 0)
        g_timeout_add_seconds((guint)timeout_seconds, on_timeout, &run);
    run_plan(&run, plan);
    if (run.problem != NULL)
        print_error(run.problem);
    g_clear_error(&run.problem);
    return run.status >= 0 ? run.status : CLI_FAILED;
}

int
cli_run(const CliOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Session) session = session_new(options, &error);
    g_autofree char *root = NULL;
    Plan *plan = NULL;
    int status = CLI_FAILED;

    if (session != NULL)
        root = state_new_root(&error);
    if (root == NULL) {
        print_error(error);
        return CLI_FAILED;
    }
    session_planner(session)->state_root = root;
    plan = session_plan(session);
    if (plan != NULL)
        status = run_guest(plan, options->timeout_seconds);
    state_remove(root);
    return status;
}
