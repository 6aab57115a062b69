/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/* The escape of one character. */
typedef struct {
    char character;   /* '\0' ends a table */
    bool is_for_text; /* in text as well as in attributes */
    const char *escape;
} XmlEscape;

/* Appends @text to @out with the characters of @escapes escaped.  @is_text: it is an element's
 * text, not an attribute's. */
void xml_append_escaped(GString *out, const char *text, bool is_text, const XmlEscape *escapes);
