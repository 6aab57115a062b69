/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "base/error.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"

/* The socket's rights decide who gets in; nothing more is asked for. */
enum { NO_AUTHENTICATION = 0 };

SERVE(auth_list)
{
    auth_list_ret *list = ret;

    (void)args;
    (void)error;
    list->types.types_len = 1;
    list->types.types_val = calloc(1, sizeof *list->types.types_val);
    list->types.types_val[0] = NO_AUTHENTICATION;
    connection_state(call->connection)->is_authenticated = true;
    return true;
}

SERVE(auth_polkit)
{
    (void)call;
    (void)args;
    (void)ret;
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_AUTH_FAILED,
                        _("authentication failed: no authentication is asked for"));
    return false;
}
