/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/uuid.h"

#include <glib.h>
#include <stdbool.h>

void
uuid_parse(const char *text, uint8_t uuid[UUID_BYTES])
{
    for (unsigned i = 0; i < UUID_BYTES; i++) {
        while (*text == '-')
            text++;
        uuid[i] = (uint8_t)(g_ascii_xdigit_value(text[0]) << 4 | g_ascii_xdigit_value(text[1]));
        text += 2;
    }
}

void
uuid_format(const uint8_t uuid[UUID_BYTES], char text[UUID_TEXT_BYTES])
{
    for (unsigned i = 0; i < UUID_BYTES; i++) {
        bool has_dash = i == 4 || i == 6 || i == 8 || i == 10;

        g_snprintf(text, 4, has_dash ? "-%02x" : "%02x", uuid[i]);
        text += has_dash ? 3 : 2;
    }
}
