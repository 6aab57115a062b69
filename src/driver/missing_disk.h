/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "plan/plan.h"

/*
 * Images that are not on the host when a guest is to start, by the <source startupPolicy=''> of
 * their disks (libvirt's formatdomain, "Hard drives, floppy disks, CDROMs").
 */

/* Does without the optional ones: a CD-ROM drive is empty then in @plan, any other disk is not
 * there.  Clients are told of each (VIR_DOMAIN_EVENT_ID_DISK_CHANGE).  Errors: SYSTEM_ERROR for
 * an image that has to be there. */
bool missing_disk_settle(Driver *driver, Guest *guest, Plan *plan, GError **error);
