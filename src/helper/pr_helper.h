/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "helper/helper_kind.h"

/* qemu-pr-helper, which makes SCSI persistent reservations for QEMU: one for all disks of a guest
 * with <reservations managed='yes'/>. */
extern const HelperKind pr_helper_kind;
