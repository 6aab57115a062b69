/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/dumpxml.h"
#include "driver/native.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

SERVE(domain_get_xml_desc)
{
    g_autofree char *xml =
        dumpxml(call->driver, call->guest, ((const domain_flags_args *)args)->flags, error);

    if (xml == NULL)
        return false;
    ((xml_ret *)ret)->xml = wire_text(xml);
    return true;
}

SERVE(connect_domain_xml_to_native)
{
    const connect_domain_xml_to_native_args *wanted = args;
    g_autofree char *text = native_command(call->driver, wanted->native_format, wanted->domain_xml,
                                           wanted->flags, error);

    if (text == NULL)
        return false;
    ((connect_domain_xml_to_native_ret *)ret)->native_config = wire_text(text);
    return true;
}
