/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/monitor_command.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt-qemu.h>

#include "base/error.h"
#include "driver/flags.h"

static char *
run_for_humans(Run *run, const char *command, GError **error)
{
    g_autoptr(JsonObject) arguments = json_object_new();
    g_autoptr(JsonNode) answer = NULL;

    json_object_set_string_member(arguments, "command-line", command);
    answer = run_execute(run, "human-monitor-command", arguments, error);
    if (answer == NULL)
        return NULL;
    return g_strdup(JSON_NODE_HOLDS_VALUE(answer) &&
                            json_node_get_value_type(answer) == G_TYPE_STRING
                        ? json_node_get_string(answer)
                        : "");
}

static char *
run_as_is(Run *run, const char *command, GError **error)
{
    g_autoptr(JsonNode) node = json_from_string(command, NULL);
    g_autoptr(JsonNode) answered = NULL;
    JsonObject *answer = NULL;

    if (node == NULL || !JSON_NODE_HOLDS_OBJECT(node)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("cannot parse json %s: a command is one object with 'execute'"), command);
        return NULL;
    }
    answer = monitor_execute_raw(run->monitor, json_node_get_object(node), RUN_COMMAND_TIMEOUT_MS,
                                 error);
    if (answer == NULL)
        return NULL;
    answered = json_node_init_object(json_node_alloc(), answer);
    json_object_unref(answer);
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
