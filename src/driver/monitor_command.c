/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/monitor_command.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt-qemu.h>
#include <string.h>

#include "base/error.h"
#include "driver/flags.h"
#include "qemu/qmp_reader.h"
#include "qemu/qmp_value.h"

static char *
run_for_humans(Run *run, const char *command, GError **error)
{
    static const char name[] = "human-monitor-command";
    g_autoptr(JsonObject) arguments = json_object_new();
    g_autoptr(JsonNode) answer = NULL;

    json_object_set_string_member(arguments, "command-line", command);
    answer = run_execute(run, name, arguments, error);
    return answer != NULL ? g_strdup(qmp_value_need_string(answer, name, error)) : NULL;
}

static char *
run_as_is(Run *run, const char *command, GError **error)
{
    g_autoptr(JsonObject) message = qmp_reader_parse(command, strlen(command));
    g_autoptr(Monitor) monitor = NULL;
    g_autoptr(JsonNode) answered = NULL;
    g_autoptr(JsonObject) answer = NULL;

    if (message == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("cannot parse json %s: a command is one object with 'execute'"), command);
        return NULL;
    }
    monitor = run_monitor(run, error);
    answer = monitor != NULL ? monitor_execute_raw(monitor, message, RUN_COMMAND_TIMEOUT_MS, error)
                             : NULL;
    if (answer == NULL)
        return NULL;
    answered = json_node_init_object(json_node_alloc(), answer);
    return json_to_string(answered, FALSE);
}

char *
monitor_command(Guest *guest, const char *command, unsigned flags, GError **error)
{
    g_autoptr(Run) run = NULL;

    if (!flags_check(flags, VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP, "qemuDomainQemuMonitorCommand",
                     error))
        return NULL;
    run = guest_active_run(guest, error);
    if (run == NULL)
        return NULL;
    return flags & VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP ? run_for_humans(run, command, error)
                                                       : run_as_is(run, command, error);
}
