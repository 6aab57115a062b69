/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/guest.h"
#include "store/guest_store.h"

/*
 * All guests, by UUID and by name, and their definitions on disk.  Thread-safe.
 *
 * Only this module adds, defines, renames, undefines and removes guests.  It makes each such change
 * in memory and in the store in one step, under the lock of changes, so that changes are
 * serialised.  That lock is held across I/O on the store's own files and nothing else: no planning,
 * no probing, no path from a document.  Look-ups do not wait for it.
 */
typedef struct GuestList GuestList;

/* Removes what outlives the runs of @guest (a TPM's state), which has just been removed from the
 * list; @last is its last definition.  Called on a worker, under the lock of changes, so that no
 * other guest of that UUID can be defined meanwhile. */
typedef void (*GuestGone)(Guest *guest, const Definition *last, void *user);

/* Returns: (owned) an empty list; @store is borrowed for its life. */
GuestList *guest_list_new(const GuestStore *store, GuestGone gone, void *user);
void guest_list_free(GuestList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GuestList, guest_list_free)

/* ---- looking up */

/* Returns: (owned) the guest.  Look-ups are for any thread and never block.  Errors: NO_DOMAIN, in
 * libvirt's words. */
Guest *guest_list_by_uuid(GuestList *list, const uint8_t uuid[16], GError **error);
Guest *guest_list_by_name(GuestList *list, const char *name, GError **error);
Guest *guest_list_by_id(GuestList *list, int id, GError **error);

/* The same for a domain_ref of a client; only the UUID is looked up, the name is for the
 * message. */
Guest *guest_list_find(GuestList *list, const uint8_t uuid[16], const char *name, GError **error);

/* Returns: (owned) every guest, with a reference each. */
GPtrArray *guest_list_all(GuestList *list);

/* Number of guests, running or not. */
unsigned guest_list_n(GuestList *list, bool is_active);

/* ---- changes; on workers, since they write files */

/* Adds @guest (ref taken) and writes nothing: for guests found at the start of the daemon.  Errors:
 * OPERATION_FAILED when another guest has its name or UUID. */
bool guest_list_add(GuestList *list, Guest *guest, GError **error);

/* Makes the definition of the new guest @fresh the next one of the listed guest with its name and
 * UUID, or adds @fresh when there is none.  The guest is persistent afterwards; @is_update: it was
 * before.  Needs no job.  Returns: (owned, nullable) the guest.  Errors: OPERATION_FAILED when
 * another guest has its name or UUID, or a file of that name exists that belongs to no guest;
 * SYSTEM_ERROR. */
Guest *guest_list_define(GuestList *list, Guest *fresh, bool *is_update, GError **error);

/* Finds the guest to be started for the new guest @fresh, whose job the caller holds: the listed
 * one with its name and UUID, or @fresh itself, added as transient.  Returns: (owned, nullable) the
 * guest, with its job held by the caller.  Errors: as above; OPERATION_INVALID when it runs, or its
 * job is taken. */
Guest *guest_list_claim(GuestList *list, Guest *fresh, GError **error);

/* Returns: (owned, nullable) the definition that replaces @old. */
typedef Definition *(*GuestChange)(Definition *old, void *user, GError **error);

/* Replaces the next definition of @guest by what @change returns, on disk too when the guest is
 * persistent; a different name renames the guest.  @change runs without a lock, and again if the
 * guest was redefined meanwhile.  For the holder of the guest's job.  Errors: @change's,
 * OPERATION_INVALID when the name is taken, SYSTEM_ERROR. */
bool guest_list_change(GuestList *list, Guest *guest, GuestChange change, void *user,
                       GError **error);

/* Sets whether @guest starts with the host.  For the holder of its job.  Errors: OPERATION_INVALID
 * for a transient guest, SYSTEM_ERROR. */
bool guest_list_set_autostart(GuestList *list, Guest *guest, bool is_autostart, GError **error);

/* Removes the definition of @guest.  If it runs it becomes transient and keeps @flags
 * (VIR_DOMAIN_UNDEFINE_*) for its end; if not, it is removed.  For the holder of its job.  Errors:
 * OPERATION_INVALID when it is transient, SYSTEM_ERROR. */
bool guest_list_undefine(GuestList *list, Guest *guest, unsigned flags, GError **error);

/* Removes @guest when it is neither persistent nor running; @last: its last definition.  For the
 * holder of its job, after its run has ended. */
void guest_list_forget(GuestList *list, Guest *guest, const Definition *last);
