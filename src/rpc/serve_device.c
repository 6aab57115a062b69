/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/libvirt.h>

#include "driver/device_edit.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"

static bool
edit(const Call *call, DeviceEdit kind, const char *xml, unsigned flags, GError **error)
{
    const DeviceRequest wanted = {kind, xml};

    return device_edit(call->driver, call->guest, &wanted, flags, error);
}

SERVE(domain_attach_device)
{
    (void)ret;
    return edit(call, DEVICE_ATTACH, ((const domain_device_args *)args)->xml,
                VIR_DOMAIN_AFFECT_LIVE, error);
}

SERVE(domain_detach_device)
{
    (void)ret;
    return edit(call, DEVICE_DETACH, ((const domain_device_args *)args)->xml,
                VIR_DOMAIN_AFFECT_LIVE, error);
}

SERVE(domain_attach_device_flags)
{
    const domain_device_flags_args *wanted = args;

    (void)ret;
    return edit(call, DEVICE_ATTACH, wanted->xml, wanted->flags, error);
}

SERVE(domain_detach_device_flags)
{
    const domain_device_flags_args *wanted = args;

    (void)ret;
    return edit(call, DEVICE_DETACH, wanted->xml, wanted->flags, error);
}

SERVE(domain_update_device_flags)
{
    const domain_device_flags_args *wanted = args;

    (void)ret;
    return edit(call, DEVICE_UPDATE, wanted->xml, wanted->flags, error);
}

SERVE(domain_detach_device_alias)
{
    const domain_detach_device_alias_args *wanted = args;

    (void)ret;
    return device_edit_detach_alias(call->driver, call->guest, wanted->alias, wanted->flags, error);
}
