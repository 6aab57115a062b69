/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/metadata.h"
#include "driver/driver.h"

/* Sets @metadata of the guest and tells clients (VIR_DOMAIN_EVENT_ID_METADATA_CHANGE).  @flags:
 * VIR_DOMAIN_AFFECT_*.  On a worker that holds the guest's job.  Errors: those of metadata_check(),
 * metadata_set() and amend(). */
bool set_guest_metadata(Driver *driver, Guest *guest, const Metadata *metadata, unsigned flags,
                        GError **error);

/* Returns: (owned, nullable) the metadata of @type (virDomainMetadataType) and, for an element,
 * namespace @uri.  @flags: VIR_DOMAIN_AFFECT_*.  On a worker; needs no job.  Errors:
 * NO_DOMAIN_METADATA when there is none, INVALID_ARG, amend_resolve()'s. */
char *get_guest_metadata(Guest *guest, int type, const char *uri, unsigned flags, GError **error);
