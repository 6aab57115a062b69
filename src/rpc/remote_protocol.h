/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/* All bodies of the remote protocol, as rpcgen makes them of the .x files. */
#include "rpc/domain_protocol.h"
#include "rpc/event_protocol.h"
#include "rpc/host_protocol.h"
#include "rpc/wire_types.h"
