/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/metadata.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"

static const char *
string_or_null(const optional_string string)
{
    return string != NULL ? *string : NULL;
}

SERVE(domain_set_metadata)
{
    const domain_set_metadata_args *wanted = args;
    const Metadata metadata = {
        .type = wanted->type,
        .text = string_or_null(wanted->metadata),
        .key = string_or_null(wanted->key),
        .uri = string_or_null(wanted->uri),
    };

    (void)ret;
    return set_guest_metadata(call->driver, call->guest, &metadata, wanted->flags, error);
}

SERVE(domain_get_metadata)
{
    const domain_get_metadata_args *wanted = args;
    g_autofree char *text = get_guest_metadata(call->guest, wanted->type,
                                               string_or_null(wanted->uri), wanted->flags, error);

    if (text == NULL)
        return false;
    ((domain_get_metadata_ret *)ret)->metadata = call_text(text);
    return true;
}
