/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/scalar.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum { UUID_DIGITS = 32, UUID_LENGTH = 36, MAC_LENGTH = 17 };

static char *
identity_format(const XmlField *field, const void *value)
{
    (void)field;
    return g_strdup(*(char *const *)value);
}

static bool
has_uuid_dash(size_t at)
{
    return at == 8 || at == 13 || at == 18 || at == 23;
}

/* Whether @text has digits where @is_dash (which may be NULL) has no dash. */
static bool
is_uuid(const char *text, size_t length, bool (*is_dash)(size_t))
{
    if (strlen(text) != length)
        return false;
    for (size_t i = 0; i < length; i++)
        if (is_dash != NULL && is_dash(i) ? text[i] != '-' : !g_ascii_isxdigit(text[i]))
            return false;
    return true;
}

static char *
uuid_parse(const XmlField *field, const char *text, void *value)
{
    g_autofree char *digits = g_strstrip(g_strdup(text));
    g_autofree char *lower = g_ascii_strdown(digits, -1);

    (void)field;
    if (is_uuid(lower, UUID_LENGTH, has_uuid_dash)) {
        *(char **)value = g_steal_pointer(&lower);
        return NULL;
    }
    if (!is_uuid(lower, UUID_DIGITS, NULL))
        return g_strdup(_("32 hexadecimal digits, as in '7b4a8b1c-0a5e-4e6e-9d5e-3f2b1c0d9e8f'"));
    *(char **)value = g_strdup_printf("%.8s-%.4s-%.4s-%.4s-%s", lower, lower + 8, lower + 12,
                                      lower + 16, lower + 20);
    return NULL;
}

static bool
is_mac(const char *text)
{
    if (strlen(text) != MAC_LENGTH)
        return false;
    for (size_t i = 0; i < MAC_LENGTH; i++)
        if (i % 3 == 2 ? text[i] != ':' : !g_ascii_isxdigit(text[i]))
            return false;
    return true;
}

/* The lowest bit of a MAC address' first byte marks a group of receivers. */
static bool
is_multicast(const char *mac)
{
    return (g_ascii_xdigit_value(mac[1]) & 1) != 0;
}

static char *
mac_parse(const XmlField *field, const char *text, void *value)
{
    (void)field;
    if (!is_mac(text))
        return g_strdup(_("six pairs of hexadecimal digits, as in '52:54:00:12:34:56'"));
    if (is_multicast(text))
        return g_strdup(_("a unicast MAC address, and this one is multicast: its second digit must "
                          "be even"));
    *(char **)value = g_ascii_strdown(text, -1);
    return NULL;
}

const XmlType xml_type_uuid = {uuid_parse, identity_format, true};
const XmlType xml_type_mac = {mac_parse, identity_format, true};
