/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "store/guest_status.h"

/*
 * Where the volumes of a guest's disks are on the host.  A document names a volume by its pool;
 * what was found is in the model for a run, and in the status file beside the document.
 */

/* Finds each volume of @domain.  On a worker; waits for another daemon.  Errors: those of
 * find_volume(), CONFIG_UNSUPPORTED for mode='direct'. */
bool disk_volumes_find(Driver *driver, Domain *domain, GError **error);

/* Writes into @status what was found for @live. */
void disk_volumes_note(const Domain *live, GuestStatus *status);

/* Takes it over into @live, which nobody else sees yet. */
void disk_volumes_recall(const GuestStatus *status, Domain *live);
