/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "rpc/keepalive.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

/* Limit of a URI, which is kept as long as the connection. */
enum { MAX_URI_BYTES = 4096 };

/* The libvirt whose answers and flags ours are (virsh version --daemon), 11.3.0; whatever it is
 * built with. */
enum { FOLLOWED_LIBVIRT = 11003000 };

/* Features that clients ask about, numbered as on the wire. */
enum {
    FEATURE_XML_MIGRATABLE = 11,
    FEATURE_FD_PASSING = 9,
    FEATURE_PROGRAM_KEEPALIVE = 10,
    FEATURE_TYPED_PARAM_STRING = 8,
    FEATURE_REMOTE_EVENT_CALLBACK = 14,
    FEATURE_REMOTE_CLOSE_CALLBACK = 15,
    /* Of network_update, whose arguments a client otherwise sends in the order of an old mistake.
     */
    FEATURE_NETWORK_UPDATE_ORDER = 16,
};

/* Checks that the URI is ours: scheme "pseries" or "qemu", no host, the path of this daemon. */
static bool
check_uri(const Driver *driver, const char *text, GError **error)
{
    g_autofree char *head = NULL;
    g_autoptr(GUri) uri = NULL;
    const char *path = "";
    const char *scheme = "";
    bool is_ours = false;

    if (strlen(text) > MAX_URI_BYTES) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("connection URI has %zu bytes, more than %d"), strlen(text), MAX_URI_BYTES);
        return false;
    }
    /* The query is ignored, and need not be well-formed. */
    head = g_strndup(text, strcspn(text, "?#"));
    uri = g_uri_parse(head, G_URI_FLAGS_NONE, NULL);
    if (uri != NULL) {
        path = g_uri_get_path(uri);
        scheme = g_uri_get_scheme(uri);
    }
    if (!g_str_equal(scheme, "pseries") && !g_str_equal(scheme, "qemu")) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_CONNECT, "%s", text);
        return false;
    }
    if (path[0] == '\0') {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("no %s URI path given, try %s:///%s"), scheme, scheme,
                    driver->config->is_system ? "system" : "session");
        return false;
    }
    /* The system's daemon also serves root's /session: root has no session daemon of its own. */
    is_ours = g_str_equal(path, "/session") ||
              (driver->config->is_system && g_str_equal(path, "/system"));
    if (!is_ours)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("unexpected %s URI path '%s', try %s:///%s"), scheme, path, scheme,
                    driver->config->is_system ? "system" : "session");
    return is_ours;
}

SERVE(connect_open)
{
    const connect_open_args *open = args;
    ConnectionState *state = connection_state(call->connection);
    const char *own = call->driver->config->is_system ? "pseries:///system" : "pseries:///session";
    const char *name = wire_text_or_null(open->name);

    (void)ret;
    if (state->is_open) {
        call->origin = ORIGIN_RPC;
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("connection already open"));
        return false;
    }
    if (name == NULL) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("hypervisor connection not open"));
        return false;
    }
    if (name[0] != '\0' && !check_uri(call->driver, name, error))
        return false;
    state->is_read_only |= (open->flags & VIR_CONNECT_RO) != 0;
    connection_open(call->connection, name[0] != '\0' ? name : own);
    return true;
}

SERVE(connect_close)
{
    (void)args;
    (void)ret;
    (void)error;
    /* As with stock, the connection ends after the reply; it cannot be opened again. */
    connection_close(call->connection, true);
    return true;
}

SERVE(connect_supports_feature)
{
    static const int features[] = {
        FEATURE_TYPED_PARAM_STRING,    FEATURE_FD_PASSING,
        FEATURE_PROGRAM_KEEPALIVE,     FEATURE_XML_MIGRATABLE,
        FEATURE_REMOTE_EVENT_CALLBACK, FEATURE_REMOTE_CLOSE_CALLBACK,
        FEATURE_NETWORK_UPDATE_ORDER,
    };
    const connect_supports_feature_args *asked = args;
    connect_supports_feature_ret *answer = ret;

    /* Clients ask about this one before connect_open. */
    if (asked->feature == FEATURE_PROGRAM_KEEPALIVE)
        keepalive_start(connection_keepalive(call->connection));
    else if (!connection_state(call->connection)->is_open) {
        call->origin = ORIGIN_RPC;
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("hypervisor connection not open"));
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(features); i++)
        if (features[i] == asked->feature)
            answer->supported = 1;
    return true;
}

SERVE(connect_get_type)
{
    (void)call;
    (void)args;
    (void)error;
    /* Clients derive their behaviour from the type; that of libvirt's QEMU driver applies. */
    ((type_ret *)ret)->type = wire_text("QEMU");
    return true;
}

SERVE(connect_get_version)
{
    const Capabilities *capabilities = emulators_get(call->driver->emulators, NULL, error);
    QemuVersion version = {0};

    (void)args;
    if (capabilities == NULL)
        return false;
    version = capabilities_version(capabilities);
    ((connect_get_version_ret *)ret)->hv_ver =
        version.major_number * 1000000UL + version.minor_number * 1000UL + version.micro_number;
    return true;
}

SERVE(connect_get_lib_version)
{
    (void)call;
    (void)args;
    (void)error;
    ((connect_get_lib_version_ret *)ret)->lib_ver = FOLLOWED_LIBVIRT;
    return true;
}

SERVE(connect_get_uri)
{
    (void)args;
    (void)error;
    ((connect_get_uri_ret *)ret)->uri = wire_text(connection_state(call->connection)->uri);
    return true;
}

SERVE(connect_is_secure)
{
    (void)call;
    (void)args;
    (void)error;
    /* A UNIX socket does not leave the host. */
    ((connect_is_secure_ret *)ret)->secure = 1;
    return true;
}
