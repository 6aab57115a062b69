/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "helper/helper_kind.h"

/* virtiofsd, which serves a folder of the host to a guest: <filesystem> with the driver
 * 'virtiofs'. */
extern const HelperKind virtiofsd_kind;
