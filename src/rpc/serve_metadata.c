/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/metadata.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/wire.h"

SERVE(domain_set_metadata)
{
    const domain_set_metadata_args *wanted = args;
    const Metadata metadata = {
        .type = wanted->type,
        .text = wire_text_or_null(wanted->metadata),
        .key = wire_text_or_null(wanted->key),
        .uri = wire_text_or_null(wanted->uri),
    };

    (void)ret;
    return set_guest_metadata(call->driver, call->guest, &metadata, wanted->flags, error);
}

SERVE(domain_get_metadata)
{
    const domain_get_metadata_args *wanted = args;
    g_autofree char *text = get_guest_metadata(
        call->guest, wanted->type, wire_text_or_null(wanted->uri), wanted->flags, error);

    if (text == NULL)
        return false;
    ((domain_get_metadata_ret *)ret)->metadata = wire_text(text);
    return true;
}
