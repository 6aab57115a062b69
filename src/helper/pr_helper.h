/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "helper/helper_kind.h"

/* qemu-pr-helper, which has the right to SCSI's persistent reservations that QEMU has not, for the
 * disks with <reservations managed='yes'/>: one for all of a guest. */
extern const HelperKind pr_helper_kind;
