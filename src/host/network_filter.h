/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"
#include "host/host_services.h"
#include "host/undo_list.h"

/* Has the <filterref> of @nic, if it has one, guard the NIC's device on the host, which is there.
 * On a worker; blocks.  Errors: those of @services and of undo_write(). */
bool network_filter_bind(const HostServices *services, const Domain *live, const Interface *nic,
                         UndoList *undo, GError **error);

/* The same for a guest that runs, whose filter's daemon may have forgotten it. */
bool network_filter_bind_again(const HostServices *services, const Domain *live,
                               const Interface *nic, GError **error);
