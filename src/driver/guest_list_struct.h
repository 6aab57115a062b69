/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/guest_list.h"

/* What the sources of the list share; for others guest_list.h is all. */
struct GuestList {
    const GuestStore *store;
    GuestGone gone;
    void *user;
    GMutex changes;      /* whoever changes which guests there are; taken before all others */
    GMutex lock;         /* of the tables, for a moment */
    GHashTable *by_uuid; /* uint8_t[16] of the guest -> Guest (owned) */
    GHashTable *by_name; /* name of the guest -> Guest */
};
