/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "devices/console.h"
#include "devices/serial.h"
#include "domain/domain_walk.h"
#include "plan/startable.h"
#include "plan/verification.h"
#include "qemu/qmp_member.h"
#include "qemu/readback.h"

/* Starting with many host bridges takes seconds on a slow host; the end of QEMU is noticed at
 * once. */
enum { START_TIMEOUT_MS = 60000, COMMAND_TIMEOUT_MS = 30000, END_TIMEOUT_MS = 2000 };

static bool
make_sockets(int ends[2], GError **error)
{
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("cannot make a socket: %s"),
                g_strerror(errno));
    return false;
}

/* Gives QEMU the descriptor @fd as its monitor instead of a path to listen at, so that nobody else
 * can connect and QEMU's end is noticed. */
static char **
words_with_monitor(Plan *plan, int fd)
{
    g_autoptr(Argv) argv = NULL;

    plan->context.monitor = (MonitorSocket){.fd = fd};
    argv = plan_argv(plan);
    return argv_words(argv);
}

/* The device of the console, and its chardev. */
typedef struct {
    const Device *device; /* nullable */
    const Chardev *chardev;
} GuestConsole;

static GuestConsole
find_console(const Domain *domain)
{
    const Serial *serial = serial_first(domain);

    if (serial != NULL)
        return (GuestConsole){&serial->device, &serial->chardev};
    DOMAIN_EACH(const Console, console, domain, &console_kind)
        if (console->serial == NULL)
            return (GuestConsole){&console->device, &console->chardev};
    return (GuestConsole){.device = NULL};
}

static bool
start(Launch *launch, Plan *plan, int console_fd, GError **error)
{
    int ends[2] = {-1, -1};
    g_auto(GStrv) words = NULL;
    g_auto(GStrv) variables = qemu_options_environment(plan->domain);
    ProcessRequest request = {.io = console_fd,
                              .descriptors = &ends[1],
                              .n_descriptors = 1,
                              .variables = (const char *const *)variables};

    if (!startable_check_alone(plan, error) || !make_sockets(ends, error))
        return false;
    launch->qmp_fd = ends[0];
    launch->qmp = qmp_new(ends[0]);
    words = words_with_monitor(plan, ends[1]);
    request.words = (const char *const *)words;
    launch->process = process_start(&request, error);
    close(ends[1]);
    return launch->process != NULL;
}

/* Returns: (owned, nullable) the name of the pseudo terminal of the chardev @id. */
static char *
find_pty(Launch *launch, const char *id, GError **error)
{
    g_autoptr(JsonNode) answer =
        qmp_execute(launch->qmp, "query-chardev", NULL, COMMAND_TIMEOUT_MS, error);
    JsonArray *rows = qmp_value_array(answer);

    for (unsigned i = 0; i < qmp_value_n_elements(rows); i++) {
        JsonObject *row = qmp_value_object_element(rows, i);
        const char *label = qmp_member_string(row, "label", "");
        const char *name = qmp_member_string(row, "filename", "");

        if (g_str_equal(label, id) && g_str_has_prefix(name, "pty:"))
            return g_strdup(name + strlen("pty:"));
    }
    if (answer != NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("QEMU has no console '%s'"),
                    id);
    return NULL;
}

static bool
open_pty(Launch *launch, const Device *device, GError **error)
{
    g_autofree char *id = g_strconcat("char", device->id, NULL);
    g_autofree char *path = find_pty(launch, id, error);

    if (path == NULL)
        return false;
    launch->console_fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
    if (launch->console_fd >= 0)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, _("cannot open '%s': %s"), path,
                g_strerror(errno));
    return false;
}

void
launch_explain_end(Launch *launch, GError **error)
{
    int status = 0;
    bool has_ended = process_wait(launch->process, END_TIMEOUT_MS, &status);
    g_autofree char *said = process_stderr(launch->process);

    if (said[0] != '\0')
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, _("QEMU ended: %s"), said);
    else if (has_ended && WIFSIGNALED(status))
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("QEMU was ended by signal %d"), WTERMSIG(status));
    else if (has_ended)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("QEMU ended with exit status %d"), WEXITSTATUS(status));
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED, _("QEMU closed its monitor"));
}

/* Waits until QEMU is ready, and finds its console. */
static bool
open_launch(Launch *launch, const GuestConsole *console, GError **error)
{
    g_autoptr(GError) problem = NULL;
    bool is_open = qmp_open(launch->qmp, START_TIMEOUT_MS, &problem);

    if (is_open && console->device != NULL && console->chardev->type == CHARDEV_PTY)
        is_open = open_pty(launch, console->device, &problem);
    if (is_open)
        return true;
    if (qmp_is_broken(launch->qmp) && problem->code != VIR_ERR_OPERATION_TIMEOUT)
        launch_explain_end(launch, error);
    else
        g_propagate_error(error, g_steal_pointer(&problem));
    return false;
}

static bool
tell_commands(Launch *launch, const Plan *plan, GError **error)
{
    g_autoptr(JsonArray) commands = plan_commands(plan);

    for (unsigned i = 0; i < qmp_value_n_elements(commands); i++) {
        JsonObject *command = qmp_value_object_element(commands, i);
        g_autoptr(JsonNode) answer =
            qmp_execute(launch->qmp, qmp_member_string(command, "execute", ""),
                        qmp_member_object(command, "arguments"), COMMAND_TIMEOUT_MS, error);

        if (answer == NULL)
            return false;
    }
    return true;
}

/* Compares what QEMU has with the plan, where the document asks for it. */
static bool
verify(Launch *launch, const Plan *plan, GError **error)
{
    g_autoptr(Placement) wanted = NULL;
    g_autoptr(Placement) found = NULL;

    if (!verification_is_asked_for(plan, false))
        return true;
    wanted = verification_wanted(plan, false);
    found = readback_qmp(launch->qmp, wanted, COMMAND_TIMEOUT_MS, error);
    return found != NULL && verification_check(wanted, found, error);
}

Launch *
launch_new(Plan *plan, GError **error)
{
    g_autoptr(Launch) launch = g_new0(Launch, 1);
    GuestConsole console = find_console(plan->domain);
    int ends[2] = {-1, PROCESS_NO_IO};
    bool is_started = false;

    launch->console_fd = -1;
    if (console.device != NULL && console.chardev->type == CHARDEV_STDIO &&
        !make_sockets(ends, error))
        return NULL;
    launch->console_fd = ends[0];
    is_started = start(launch, plan, ends[1], error);
    if (ends[1] >= 0)
        close(ends[1]);
    if (is_started && open_launch(launch, &console, error) && tell_commands(launch, plan, error) &&
        verify(launch, plan, error))
        return g_steal_pointer(&launch);
    return NULL;
}

void
launch_free(Launch *launch)
{
    if (launch == NULL)
        return;
    qmp_free(launch->qmp);
    process_free(launch->process);
    if (launch->console_fd >= 0)
        close(launch->console_fd);
    g_free(launch);
}

bool
launch_execute(Launch *launch, const char *command, GError **error)
{
    g_autoptr(JsonNode) answer = qmp_execute(launch->qmp, command, NULL, COMMAND_TIMEOUT_MS, error);

    return answer != NULL;
}
