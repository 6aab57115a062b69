/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/* Returns: (owned, nullable) the guest's document, as virsh dumpxml shows it.  @flags:
 * VIR_DOMAIN_XML_*.  On a worker: with MIGRATABLE the guest is planned.  Errors: INVALID_ARG for
 * unknown flags, and the planner's. */
char *dumpxml(Driver *driver, Guest *guest, unsigned flags, GError **error);
