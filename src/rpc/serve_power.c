/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/destroy.h"
#include "driver/lifecycle_action.h"
#include "driver/power.h"
#include "driver/start.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

SERVE(domain_create)
{
    (void)args;
    (void)ret;
    return start_guest(call->driver, call->guest, 0, call->connection, error);
}

SERVE(domain_create_with_flags)
{
    const domain_flags_args *wanted = args;

    if (!start_guest(call->driver, call->guest, wanted->flags, call->connection, error))
        return false;
    wire_fill_ref(call->guest, &((domain_ret *)ret)->dom);
    return true;
}

SERVE(domain_create_xml)
{
    const domain_create_xml_args *wanted = args;
    g_autoptr(Guest) guest =
        create_guest(call->driver, wanted->xml_desc, wanted->flags, call->connection, error);

    if (guest == NULL)
        return false;
    wire_fill_ref(guest, &((domain_ret *)ret)->dom);
    return true;
}

SERVE(domain_suspend)
{
    (void)args;
    (void)ret;
    return suspend_guest(call->driver, call->guest, error);
}

SERVE(domain_resume)
{
    (void)args;
    (void)ret;
    return resume_guest(call->driver, call->guest, error);
}

SERVE(domain_shutdown)
{
    (void)args;
    (void)ret;
    return shut_down_guest(call->guest, 0, error);
}

SERVE(domain_shutdown_flags)
{
    (void)ret;
    return shut_down_guest(call->guest, ((const domain_flags_args *)args)->flags, error);
}

SERVE(domain_reboot)
{
    (void)ret;
    return reboot_guest(call->guest, ((const domain_flags_args *)args)->flags, error);
}

SERVE(domain_reset)
{
    (void)ret;
    return reset_guest(call->guest, ((const domain_flags_args *)args)->flags, error);
}

SERVE(domain_destroy)
{
    (void)args;
    (void)ret;
    return destroy_guest(call->driver, call->guest, 0, error);
}

SERVE(domain_destroy_flags)
{
    (void)ret;
    return destroy_guest(call->driver, call->guest, ((const domain_flags_args *)args)->flags,
                         error);
}

SERVE(domain_inject_nmi)
{
    (void)ret;
    return inject_nmi_guest(call->guest, ((const domain_flags_args *)args)->flags, error);
}

SERVE(domain_set_lifecycle_action)
{
    const domain_set_lifecycle_action_args *wanted = args;

    (void)ret;
    return lifecycle_action_set(call->driver, call->guest,
                                &(LifecycleChoice){wanted->type, wanted->action}, wanted->flags,
                                error);
}
