/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/interface.h"
#include "host/tap_names.h"
#include "host/undo_list.h"

/* For whom a NIC is opened.  All borrowed. */
typedef struct {
    const Domain *live;
    TapNames *names;
    GArray *descriptors; /* int: gets what QEMU is to inherit */
    UndoList *undo;      /* gets what does not go with a descriptor, also on failure */
} TapOpening;

/* Opens the host's end of @nic if that is a tap or macvtap device, puts it on its bridge, and
 * writes into @nic what it is called and under which descriptors QEMU finds it.  Needs the right to
 * make network devices.  On a worker; blocks.  Errors: SYSTEM_ERROR, OPERATION_FAILED, naming the
 * device; those of undo_write(). */
bool tap_open(Interface *nic, const TapOpening *opening, GError **error);
