/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/chardev_writer.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdbool.h>

#include "base/error.h"
#include "qemu/qmp_member.h"

/* Maps a command line member to its place in chardev-add's "data", and to the type of address that
 * its presence implies for the member named before the last dot.  Members without a row have no
 * effect on QEMU and are dropped. */
static const struct {
    const char *backend; /* NULL: all */
    const char *member;
    const char *place;   /* nullable */
    const char *address; /* nullable: the object that gets a "type" */
    const char *address_type;
} rows[] = {
    {NULL, "logfile", "logfile", NULL, NULL},
    {NULL, "logappend", "logappend", NULL, NULL},
    {"file", "path", "out", NULL, NULL},
    {"file", "append", "append", NULL, NULL},
    {"stdio", "signal", "signal", NULL, NULL},
    {"serial", "path", "device", NULL, NULL},
    {"parallel", "path", "device", NULL, NULL},
    {"pipe", "path", "device", NULL, NULL},
    {"socket", "path", "addr.data.path", "addr", "unix"},
    {"socket", "host", "addr.data.host", "addr", "inet"},
    {"socket", "port", "addr.data.port", "addr", "inet"},
    {"socket", "fd", "addr.data.str", "addr", "fd"},
    {"socket", "server", "server", NULL, NULL},
    {"socket", "wait", "wait", NULL, NULL},
    {"socket", "telnet", "telnet", NULL, NULL},
    {"socket", "reconnect", "reconnect", NULL, NULL},
    {"socket", "reconnect-ms", "reconnect-ms", NULL, NULL},
    {"socket", "tls-creds", "tls-creds", NULL, NULL},
    {"udp", "host", "remote.data.host", "remote", "inet"},
    {"udp", "port", "remote.data.port", "remote", "inet"},
    {"udp", "localaddr", "local.data.host", "local", "inet"},
    {"udp", "localport", "local.data.port", "local", "inet"},
    {"spicevmc", "name", "type", NULL, NULL},
    {"spiceport", "name", "fqdn", NULL, NULL},
    {"dbus", "name", "name", NULL, NULL},
    {"qemu-vdagent", "name", NULL, NULL, NULL},
    {"qemu-vdagent", "clipboard", "clipboard", NULL, NULL},
    {"qemu-vdagent", "mouse", "mouse", NULL, NULL},
};

/* Returns: (borrowed) the object that is @object's member @name, made if need be. */
static JsonObject *
child_of(JsonObject *object, const char *name)
{
    if (qmp_member(object, name) == NULL)
        json_object_set_object_member(object, name, json_object_new());
    return qmp_member_object(object, name);
}

static void
put(JsonObject *object, const char *place, JsonNode *value)
{
    g_auto(GStrv) names = g_strsplit(place, ".", -1);
    size_t i = 0;

    for (i = 0; names[i + 1] != NULL; i++)
        object = child_of(object, names[i]);
    json_object_set_member(object, names[i], json_node_copy(value));
}

static bool
put_member(JsonObject *data, const char *backend, const char *member, JsonNode *value)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (!g_str_equal(rows[i].member, member) ||
            (rows[i].backend != NULL && !g_str_equal(rows[i].backend, backend)))
            continue;
        if (rows[i].address != NULL)
            json_object_set_string_member(child_of(data, rows[i].address), "type",
                                          rows[i].address_type);
        if (rows[i].place != NULL)
            put(data, rows[i].place, value);
        return true;
    }
    return false;
}

JsonObject *
chardev_writer_qmp(JsonObject *options, GError **error)
{
    g_autoptr(JsonObject) arguments = json_object_new();
    g_autoptr(JsonObject) data = json_object_new();
    const char *type = qmp_member_string(options, "backend", "");
    JsonObject *backend = NULL;
    JsonObjectIter members;
    const char *name = NULL;
    JsonNode *value = NULL;

    json_object_set_string_member(arguments, "id", qmp_member_string(options, "id", ""));
    json_object_iter_init_ordered(&members, options);
    while (json_object_iter_next_ordered(&members, &name, &value)) {
        if (g_str_equal(name, "id") || g_str_equal(name, "backend"))
            continue;
        if (!put_member(data, type, name, value)) {
            g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                        _("a character device of type '%s' cannot be given '%s' while QEMU runs"),
                        type, name);
            return NULL;
        }
    }
    backend = child_of(arguments, "backend");
    json_object_set_string_member(backend, "type", type);
    json_object_set_object_member(backend, "data", g_steal_pointer(&data));
    return g_steal_pointer(&arguments);
}
