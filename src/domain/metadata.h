/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "domain/domain.h"

/*
 * Metadata of clients in a definition: title, description, and the elements of <metadata>, one per
 * namespace.
 */

/* A change of metadata.  The strings are nullable and not trusted, as they come from clients. */
typedef struct {
    int type;         /* virDomainMetadataType */
    const char *text; /* title, description, or one element; NULL removes it */
    const char *key;  /* element: the prefix for its namespace */
    const char *uri;  /* element: its namespace, which says which element it is */
} Metadata;

/* Checks @metadata, apart from whether its text is XML.  Any thread.  Errors: INVALID_ARG;
 * INTERNAL_ERROR for a key that is no prefix, as in libvirt. */
bool metadata_check(const Metadata *metadata, GError **error);

/* Sets a checked @metadata in @domain, and verifies that the definition can be written and read
 * again with it.  On failure @domain is unchanged.  For the thread that owns @domain; does not
 * block.  Errors: XML_DETAIL when the text is not well-formed, XML_ERROR when the definition could
 * not be read again, INVALID_ARG; of our own element (domain/extension.h) those of reading it. */
bool metadata_set(Domain *domain, const Metadata *metadata, GError **error);

/* Returns: (owned, nullable) the metadata of @type in @domain; an element without its namespace, as
 * in libvirt.  NULL with @error when there is none.  Errors: NO_DOMAIN_METADATA, INVALID_ARG. */
char *metadata_get(const Domain *domain, int type, const char *uri, GError **error);
