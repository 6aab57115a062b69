/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "plan/plan.h"

/*
 * Disks whose image is missing when a guest starts: <source startupPolicy=''> says what to do
 * (libvirt's formatdomain, "Hard drives, floppy disks, CDROMs").
 */

/* Drops missing optional images from @plan: a CD-ROM drive becomes empty, any other disk is
 * removed.  Sends VIR_DOMAIN_EVENT_ID_DISK_CHANGE for each.  On a worker that holds the guest's
 * job; blocks on the images' storage.  Errors: SYSTEM_ERROR for a missing image that is not
 * optional. */
bool missing_disk_settle(Driver *driver, Guest *guest, Plan *plan, GError **error);
