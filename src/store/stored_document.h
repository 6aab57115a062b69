/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * Edits the text of a stored <domain> without interpreting it, for documents that cannot be planned
 * or read any more.  Comments and unknown elements are kept.  Any thread; nothing here blocks.
 */

/* Returns: (owned) the well-formed @text without what comes before its <domain>. */
char *stored_document_element(const char *text);

/* Returns: (owned, nullable) the <domain> element in @text with @name as its name.  Errors:
 * XML_DETAIL when @text is not well-formed. */
char *stored_document_renamed(const char *text, const char *name, GError **error);

/* The same with @uuid as its UUID. */
char *stored_document_identified(const char *text, const char *uuid, GError **error);

/* Returns: (owned, nullable) @text without its secrets.  Errors: as above. */
char *stored_document_public(const char *text, GError **error);
