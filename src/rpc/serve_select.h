/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "rpc/call.h"

/* The flags by which clients select guests: virConnectListAllDomainsFlags. */
enum { SERVE_SELECT_FLAGS = 0x3fff };

/* Returns: (owned) the guests that @flags select. */
GPtrArray *serve_select(Call *call, unsigned flags);
