/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * The text of a stored <domain>, changed without knowing what it means: for documents that cannot
 * be planned, or not even be read, any more.  Comments and unknown elements stay as they are.
 */

/* Returns: (owned, nullable) the <domain> element in @text, without what stands around it.  Errors:
 * XML_ERROR when @text is not well-formed. */
char *stored_document_element(const char *text, GError **error);

/* The same with @name as its name. */
char *stored_document_renamed(const char *text, const char *name, GError **error);

/* The same without the secrets in it, for those who may not see them. */
char *stored_document_public(const char *text, GError **error);
