/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "helper/helper_kind.h"

/* passt, the network of an <interface type='user'> with that backend: it ends with the connection
 * of its QEMU. */
extern const HelperKind passt_kind;
