/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt.h>

#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/subscriptions.h"

/* Returns: (borrowed) those of the caller.  What goes wrong with them is the wire's own error. */
static Subscriptions *
subscriptions_of(Call *call)
{
    call->origin = ORIGIN_RPC;
    return connection_subscriptions(call->connection);
}

/* Clients register it when they open.  It is accepted but never called: this daemon has no
 * connection to a hypervisor that could be lost. */
SERVE(connect_register_close_callback)
{
    (void)args;
    (void)ret;
    (void)error;
    (void)call;
    return true;
}

SERVE(connect_unregister_close_callback)
{
    (void)args;
    (void)ret;
    (void)error;
    (void)call;
    return true;
}

SERVE(connect_domain_event_register)
{
    (void)args;
    ((cb_registered_ret *)ret)->cb_registered = 1;
    return subscriptions_add_plain(subscriptions_of(call), VIR_DOMAIN_EVENT_ID_LIFECYCLE, error);
}

SERVE(connect_domain_event_deregister)
{
    (void)args;
    (void)ret;
    return subscriptions_remove_plain(subscriptions_of(call), VIR_DOMAIN_EVENT_ID_LIFECYCLE, error);
}

SERVE(connect_domain_event_register_any)
{
    (void)ret;
    return subscriptions_add_plain(subscriptions_of(call), ((const event_id_args *)args)->event_id,
                                   error);
}

SERVE(connect_domain_event_deregister_any)
{
    (void)ret;
    return subscriptions_remove_plain(subscriptions_of(call),
                                      ((const event_id_args *)args)->event_id, error);
}

SERVE(connect_domain_event_callback_register_any)
{
    const connect_domain_event_callback_register_any_args *wanted = args;
    const uint8_t *uuid = wanted->dom != NULL ? (const uint8_t *)wanted->dom->uuid : NULL;
    int id = subscriptions_add(subscriptions_of(call), wanted->event_id, uuid, error);

    ((connect_domain_event_callback_register_any_ret *)ret)->callback_id = id;
    return id >= 0;
}

SERVE(connect_domain_event_callback_deregister_any)
{
    const connect_domain_event_callback_deregister_any_args *unwanted = args;

    (void)ret;
    return subscriptions_remove(subscriptions_of(call), unwanted->callback_id, false, error);
}
