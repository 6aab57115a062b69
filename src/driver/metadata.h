/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* What a client wants to have in a guest's metadata; the strings are nullable, as on the wire. */
typedef struct {
    int type;         /* virDomainMetadataType */
    const char *text; /* title, description, or one element; NULL: away with it */
    const char *key;  /* element: the prefix for its namespace */
    const char *uri;  /* element: its namespace, which says which element it is */
} Metadata;

/* Changes it.  @flags: VIR_DOMAIN_AFFECT_*.  Errors: INVALID_ARG, XML_ERROR, amend()'s. */
bool set_guest_metadata(Driver *driver, Guest *guest, const Metadata *metadata, unsigned flags,
                        GError **error);

/* Returns: (owned, nullable) what is there.  Errors: NO_DOMAIN_METADATA when nothing is. */
char *get_guest_metadata(Guest *guest, int type, const char *uri, unsigned flags, GError **error);
