/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "helper/helper_kind.h"

/* passt, the network of an <interface type='user'> with that backend.  It makes its socket itself,
 * which the daemon cannot give it: a guest that needs it is not started yet, and the error says so.
 */
extern const HelperKind passt_kind;
