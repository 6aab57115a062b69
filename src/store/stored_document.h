/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * The text of a stored <domain>, changed without knowing what it means: for documents that cannot
 * be planned, or not even be read, any more.  Comments and unknown elements stay as they are.
 */

/* Returns: (owned) @text, which is well-formed, without what stands before its <domain>. */
char *stored_document_element(const char *text);

/* Returns: (owned, nullable) the <domain> element in @text with @name as its name.  Errors:
 * XML_DETAIL when @text is not well-formed. */
char *stored_document_renamed(const char *text, const char *name, GError **error);

/* The same with @uuid as its UUID. */
char *stored_document_identified(const char *text, const char *uuid, GError **error);

/* Returns: (owned, nullable) @text without the secrets in it, for those who may not see them: as it
 * is where there are none.  Errors: as above. */
char *stored_document_public(const char *text, GError **error);
