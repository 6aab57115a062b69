/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "domain/domain.h"

/*
 * What others keep in a guest's definition: title, description, and the elements of <metadata>, of
 * which each namespace has one.
 */

/* What is to be set.  The strings are nullable and may be any bytes, as they come from clients. */
typedef struct {
    int type;         /* virDomainMetadataType */
    const char *text; /* title, description, or one element; NULL removes it */
    const char *key;  /* element: the prefix for its namespace */
    const char *uri;  /* element: its namespace, which says which element it is */
} Metadata;

/* Checks that @metadata can be set in some definition, apart from whether its text is XML.  Errors:
 * INVALID_ARG, and INTERNAL_ERROR for a key that is no prefix, as stock has it. */
bool metadata_check(const Metadata *metadata, GError **error);

/* Sets a checked @metadata in @domain.  Afterwards the definition has been formatted and parsed
 * again, with the same metadata in it.  On failure @domain is unchanged.  Any thread that owns
 * @domain; does not block.  Errors: XML_DETAIL when the text is not well-formed, XML_ERROR when the
 * definition could not be read again, INVALID_ARG. */
bool metadata_set(Domain *domain, const Metadata *metadata, GError **error);

/* Returns: (owned) what @domain has of @type; an element without its namespace, as libvirt gives
 * it.  NULL with @error when there is none.  Errors: NO_DOMAIN_METADATA, INVALID_ARG. */
char *metadata_get(const Domain *domain, int type, const char *uri, GError **error);
