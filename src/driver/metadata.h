/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/metadata.h"
#include "driver/driver.h"

/* Changes it.  @flags: VIR_DOMAIN_AFFECT_*.  Errors: those of
 * metadata_check(), metadata_set() and amend(). */
bool set_guest_metadata(Driver *driver, Guest *guest, const Metadata *metadata, unsigned flags,
                        GError **error);

/* Returns: (owned, nullable) what is there.  Errors: NO_DOMAIN_METADATA when nothing is. */
char *get_guest_metadata(Guest *guest, int type, const char *uri, unsigned flags, GError **error);
