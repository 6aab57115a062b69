/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/mac_address.h"

#include <glib.h>

uint8_t
mac_address_byte(const char *text, size_t i)
{
    return (uint8_t)(g_ascii_xdigit_value(text[3 * i]) << 4 |
                     g_ascii_xdigit_value(text[3 * i + 1]));
}

uint64_t
mac_address_number(const char *text)
{
    uint64_t number = 0;

    for (size_t i = 0; i < MAC_BYTES; i++)
        number = number << 8 | mac_address_byte(text, i);
    return number;
}
