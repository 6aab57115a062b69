/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/* How a character is written in a document. */
typedef struct {
    char character;   /* '\0' ends a table */
    bool is_for_text; /* in text as well, not in attributes alone */
    const char *escape;
} XmlEscape;

/* Appends @text, of an element or of an attribute, to @out with the characters of @escapes as these
 * say. */
void xml_append_escaped(GString *out, const char *text, bool is_text, const XmlEscape *escapes);
