/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/guest_list.h"

/* Private to guest_list.c and guest_list_changes.c; others use guest_list.h. */
struct GuestList {
    const GuestStore *store;
    GuestGone gone;
    void *user;
    GMutex changes;      /* the lock of changes; taken before all others */
    GMutex lock;         /* of the tables, for a moment */
    GHashTable *by_uuid; /* uint8_t[16] of the guest -> Guest (owned) */
    GHashTable *by_name; /* name of the guest -> Guest */
};
