/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/guest.h"

/*
 * All guests, by UUID and by name.  Thread-safe.
 */
typedef struct GuestList GuestList;

/* Returns: (owned) an empty list. */
GuestList *guest_list_new(void);
void guest_list_free(GuestList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GuestList, guest_list_free)

/* Returns: (owned) the guest.  Errors: NO_DOMAIN, worded as libvirt does. */
Guest *guest_list_by_uuid(GuestList *list, const uint8_t uuid[16], GError **error);
Guest *guest_list_by_name(GuestList *list, const char *name, GError **error);
Guest *guest_list_by_id(GuestList *list, int id, GError **error);

/* The same for a guest that a client names by all three; only the UUID counts. */
Guest *guest_list_find(GuestList *list, const uint8_t uuid[16], const char *name, GError **error);

/* Returns: (owned) the guest that has @name and @uuid; NULL without an error when there is neither.
 * Errors: OPERATION_FAILED when one of both is another's. */
Guest *guest_list_match(GuestList *list, const uint8_t uuid[16], const char *name, GError **error);

/* Adds @guest (ref taken).  Errors: as above, when its name or UUID has just been taken. */
bool guest_list_add(GuestList *list, Guest *guest, GError **error);

/* Removes @guest, which is marked as gone. */
void guest_list_remove(GuestList *list, Guest *guest);

/* Gives @guest another name.  Errors: OPERATION_INVALID when it is taken. */
bool guest_list_rename(GuestList *list, Guest *guest, const char *name, GError **error);

/* Returns: (owned) every guest, with a reference each. */
GPtrArray *guest_list_all(GuestList *list);

/* Number of guests, running or not. */
unsigned guest_list_n(GuestList *list, bool is_active);
