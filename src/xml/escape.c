/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/escape.h"

void
xml_append_escaped(GString *out, const char *text, bool is_text, const XmlEscape *escapes)
{
    for (const char *c = text; *c != '\0'; c++) {
        const char *written = NULL;

        for (const XmlEscape *escape = escapes; escape->character != '\0'; escape++)
            if (escape->character == *c && (escape->is_for_text || !is_text))
                written = escape->escape;
        if (written != NULL)
            g_string_append(out, written);
        else
            g_string_append_c(out, *c);
    }
}
