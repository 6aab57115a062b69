/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/escape.h"

static const char escape_key = '\001';

bool
escape_filter(Escape *escape, const char *bytes, size_t n_bytes, GString *guest)
{
    for (size_t i = 0; i < n_bytes; i++) {
        bool was_pending = escape->is_pending;

        escape->is_pending = !was_pending && bytes[i] == escape_key;
        if (was_pending && (bytes[i] == 'x' || bytes[i] == 'X'))
            return true;
        if (was_pending ? bytes[i] == escape_key : !escape->is_pending)
            g_string_append_c(guest, bytes[i]);
    }
    return false;
}
