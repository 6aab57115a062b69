/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/define.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

static bool
define(Call *call, const char *xml, unsigned flags, void *ret, GError **error)
{
    g_autoptr(Guest) guest = define_guest(call->driver, xml, flags, error);

    if (guest == NULL)
        return false;
    wire_fill_ref(guest, &((domain_ret *)ret)->dom);
    return true;
}

SERVE(domain_define_xml)
{
    return define(call, ((const domain_define_xml_args *)args)->xml, 0, ret, error);
}

SERVE(domain_define_xml_flags)
{
    const domain_define_xml_flags_args *wanted = args;

    return define(call, wanted->xml, wanted->flags, ret, error);
}

SERVE(domain_undefine)
{
    (void)args;
    (void)ret;
    return undefine_guest(call->driver, call->guest, 0, error);
}

SERVE(domain_undefine_flags)
{
    (void)ret;
    return undefine_guest(call->driver, call->guest, ((const domain_flags_args *)args)->flags,
                          error);
}

SERVE(domain_rename)
{
    const domain_rename_args *wanted = args;
    const char *name = wanted->new_name != NULL ? *wanted->new_name : "";

    (void)ret;
    return rename_guest(call->driver, call->guest, name, wanted->flags, error);
}

SERVE(domain_get_autostart)
{
    (void)args;
    (void)error;
    g_mutex_lock(&call->guest->lock);
    ((domain_get_autostart_ret *)ret)->autostart = call->guest->is_autostart;
    g_mutex_unlock(&call->guest->lock);
    return true;
}

SERVE(domain_set_autostart)
{
    (void)ret;
    return guest_list_set_autostart(call->driver->guests, call->guest,
                                    ((const domain_set_autostart_args *)args)->autostart != 0,
                                    error);
}
