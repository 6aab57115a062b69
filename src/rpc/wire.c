/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rpc/wire.h"

#include <stdlib.h>
#include <string.h>

char *
wire_text(const char *text)
{
    return strdup(text != NULL ? text : "");
}

optional_string
wire_optional_text(const char *text)
{
    optional_string optional = NULL;

    if (text == NULL)
        return NULL;
    optional = calloc(1, sizeof *optional);
    *optional = strdup(text);
    return optional;
}

const char *
wire_text_or_null(const optional_string text)
{
    return text != NULL ? *text : NULL;
}

void *
wire_bytes(const void *bytes, size_t n_bytes)
{
    void *copy = malloc(n_bytes + 1);

    if (n_bytes > 0)
        memcpy(copy, bytes, n_bytes);
    return copy;
}

void
wire_fill_ref(Guest *guest, domain_ref *ref)
{
    g_auto(GuestName) name = guest_name(guest);

    ref->name = wire_text(name.name);
    memcpy(ref->uuid, name.uuid, sizeof ref->uuid);
    ref->id = name.id;
}
