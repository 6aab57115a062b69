/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/guest.h"
#include "store/guest_store.h"

/*
 * Which guests there are, by UUID and by name, and which of them are kept on disk.  Thread-safe.
 *
 * This is the only place that adds, defines, renames, undefines and removes a guest.  Each such
 * change is made in memory and in the store in one step, under one lock, so that two changes come
 * one after the other whoever makes them.  That lock is held across the store's own files and
 * nothing else: nobody plans, probes or looks at a path of a document under it.  Look-ups do not
 * wait for it.
 */
typedef struct GuestList GuestList;

/* Cleans up what outlives the runs of @guest, which has just been removed for good; @last is what
 * it was.  Called before anybody can define another guest of that UUID. */
typedef void (*GuestGone)(Guest *guest, const Definition *last, void *user);

/* Returns: (owned) an empty list; @store is borrowed for its life. */
GuestList *guest_list_new(const GuestStore *store, GuestGone gone, void *user);
void guest_list_free(GuestList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GuestList, guest_list_free)

/* ---- looking up */

/* Returns: (owned) the guest.  Errors: NO_DOMAIN, worded as libvirt does. */
Guest *guest_list_by_uuid(GuestList *list, const uint8_t uuid[16], GError **error);
Guest *guest_list_by_name(GuestList *list, const char *name, GError **error);
Guest *guest_list_by_id(GuestList *list, int id, GError **error);

/* The same for a guest that a client names by all three; only the UUID counts. */
Guest *guest_list_find(GuestList *list, const uint8_t uuid[16], const char *name, GError **error);

/* Returns: (owned) every guest, with a reference each. */
GPtrArray *guest_list_all(GuestList *list);

/* Number of guests, running or not. */
unsigned guest_list_n(GuestList *list, bool is_active);

/* ---- changes; for workers, as they write files */

/* Adds @guest (ref taken), whose files, if it has any, are there: for the start of the daemon.
 * Errors: OPERATION_FAILED when its name or its UUID is another guest's. */
bool guest_list_add(GuestList *list, Guest *guest, GError **error);

/* Makes the definition of @fresh, a new guest, the next one of the guest that has its name and
 * UUID, or adds @fresh where there is none; the guest is persistent then.  @is_update: whether it
 * was so before.  Returns: (owned, nullable) the guest.  Errors: OPERATION_FAILED when its name or
 * its UUID is another guest's, or the file belongs to none; SYSTEM_ERROR. */
Guest *guest_list_define(GuestList *list, Guest *fresh, bool *is_update, GError **error);

/* Finds the guest that has the name and UUID of @fresh, a new guest whose job the caller holds, and
 * takes its job; or adds @fresh, transient.  Returns: (owned, nullable) the guest, its job held.
 * Errors: as above; OPERATION_INVALID when it runs, or somebody else has its job. */
Guest *guest_list_claim(GuestList *list, Guest *fresh, GError **error);

/* Returns: (owned, nullable) the definition that is to follow @old. */
typedef Definition *(*GuestChange)(Definition *old, void *user, GError **error);

/* Makes what @change returns the next definition of @guest, on disk too when it is persistent;
 * where it has another name, the guest is renamed.  @change is called without a lock, and again
 * when the guest was defined anew meanwhile.  For the holder of the guest's job.  Errors:
 * @change's, OPERATION_INVALID when the name is taken, SYSTEM_ERROR. */
bool guest_list_change(GuestList *list, Guest *guest, GuestChange change, void *user,
                       GError **error);

/* Says whether @guest starts with the host.  Errors: OPERATION_INVALID for a transient one,
 * SYSTEM_ERROR. */
bool guest_list_set_autostart(GuestList *list, Guest *guest, bool is_autostart, GError **error);

/* Makes @guest transient, with @flags (VIR_DOMAIN_UNDEFINE_*) kept for its end; one that does not
 * run is removed at once.  For the holder of its job.  Errors: OPERATION_INVALID when it is
 * transient, SYSTEM_ERROR. */
bool guest_list_undefine(GuestList *list, Guest *guest, unsigned flags, GError **error);

/* Removes @guest when it neither is persistent nor runs; @last is what it was.  For the holder of
 * its job, after its run has ended. */
void guest_list_forget(GuestList *list, Guest *guest, const Definition *last);
