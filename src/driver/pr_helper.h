/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/companion_kind.h"

/* qemu-pr-helper, which has the right to SCSI's persistent reservations that QEMU has not, for the
 * disks with <reservations managed='yes'/>: one for all of a guest. */
extern const CompanionKind pr_helper_kind;
