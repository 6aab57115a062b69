/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "host/driver_config.h"
#include "store/durable_file.h"
#include "store/guest_status.h"

/*
 * The driver's files.
 *
 *   CONFIG/NAME.xml             a guest's definition
 *   CONFIG/autostart/NAME.xml   -> ../NAME.xml: it is started with us
 *   RUN/domain-ID-NAME/         a running guest's own folder; QEMU's user may write there
 *   RUN/domain-ID-NAME.xml      its state (GuestStatus): beside that folder, for we believe it
 *
 * Changes are atomic, and on disk when the call returns.  Names have passed
 * guest_store_check_name().  The store caches nothing: calls for different guests may run at once;
 * for one guest, the holder of its job calls.  All functions block on the disk unless they only
 * make a path.  Errors, unless stated otherwise, are SYSTEM_ERROR and name the path.
 */
typedef struct GuestStore GuestStore;

/* A definition found at the daemon's start. */
typedef struct {
    char *name;
    char *path; /* of the file */
    char *xml;  /* well-formed, a <domain> of that name; otherwise unchecked */
    bool is_autostart;
} StoredGuest;

/* Frees the guest and its strings; takes NULL.  Nothing on disk changes. */
void stored_guest_free(StoredGuest *guest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoredGuest, stored_guest_free)

/* Creates the folders of @config that are missing.  @config and @calls (nullable: the system's) are
 * borrowed for the store's life.  Returns: (owned, nullable) the store. */
GuestStore *guest_store_new(const DriverConfig *config, const DurableCalls *calls, GError **error);
void guest_store_free(GuestStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GuestStore, guest_store_free)

/* Whether a guest's files can have the name @name.  Any thread; never blocks.  Errors, as
 * libvirt's: NO_NAME for an empty name, XML_ERROR for a '/', XML_DETAIL for a newline or a
 * character that XML does not allow, SYSTEM_ERROR for a name that cannot be a file name. */
bool guest_store_check_name(const char *name, GError **error);

/* ---- definitions */

/* Returns: (owned) all definitions, StoredGuest *, in the order of their names; NULL when the
 * folder cannot be read.  A file that is no guest's is left alone, with a warning logged if it
 * looks like one.  Interrupted changes are undone or finished, so call this at start, before any
 * other function. */
GPtrArray *guest_store_load(const GuestStore *store, GError **error);

/* Whether the file for the definition of @name exists, whatever its content. */
bool guest_store_has(const GuestStore *store, const char *name);

/* Writes @xml as the definition of @name. */
bool guest_store_save(const GuestStore *store, const char *name, const char *xml, GError **error);

/* Removes the definition of @name and its autostart link. */
bool guest_store_remove(const GuestStore *store, const char *name, GError **error);

/* Replaces the definition of @old_name by @new_xml, which has the name @new_name; autostart is
 * kept. */
bool guest_store_rename(const GuestStore *store, const char *old_name, const char *new_name,
                        const char *new_xml, GError **error);

/* Whether the guest @name has an autostart link; and makes or removes it.  Blocks on the disk. */
bool guest_store_is_autostart(const GuestStore *store, const char *name);
bool guest_store_set_autostart(const GuestStore *store, const char *name, bool is_autostart,
                               GError **error);

/* ---- running guests */

/* Returns: (owned) the path of a running guest's folder. */
char *guest_store_folder(const GuestStore *store, int id, const char *name);

/* Writes @status to the file of its id and name. */
bool guest_store_save_status(const GuestStore *store, const GuestStatus *status, GError **error);

/* Removes the status of a guest that has ended; its folders must be removed before. */
bool guest_store_remove_status(const GuestStore *store, int id, const char *name, GError **error);

/* Returns: (owned) all statuses, GuestStatus *; NULL when the folder cannot be read.  A file that
 * cannot be parsed is left alone, with a warning logged.  The caller checks whether the processes
 * still exist. */
GPtrArray *guest_store_load_statuses(const GuestStore *store, GError **error);
