/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "host/driver_config.h"
#include "store/durable_file.h"
#include "store/guest_status.h"

/*
 * The files of one driver.
 *
 *   CONFIG/NAME.xml             a guest's definition
 *   CONFIG/autostart/NAME.xml   -> ../NAME.xml: it is started with us
 *   RUN/domain-ID-NAME/         a running guest's own folder; QEMU's user may write there
 *   RUN/domain-ID-NAME.xml      its state (GuestStatus): beside that folder, for we believe it
 *
 * Every change is on the disk when the call returns, and is there whole or not at all.  Names given
 * here have passed guest_store_check_name().  The store keeps nothing in memory: calls for
 * different guests may run at once; for one guest its job's holder calls.  Errors, where nothing
 * else is said, are SYSTEM_ERROR and name the path.
 */
typedef struct GuestStore GuestStore;

/* A definition as found at start. */
typedef struct {
    char *name;
    char *path; /* of the file */
    char *xml;  /* well-formed, and a <domain> of that name; nothing else is known */
    bool is_autostart;
} StoredGuest;

void stored_guest_free(StoredGuest *guest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoredGuest, stored_guest_free)

/* Makes the folders of @config where they are missing.  @config and @calls (nullable: the system's)
 * are borrowed for the store's life.  Returns: (owned, nullable) the store. */
GuestStore *guest_store_new(const DriverConfig *config, const DurableCalls *calls, GError **error);
void guest_store_free(GuestStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GuestStore, guest_store_free)

/* Whether a guest may be called @name, as far as its files go.  Errors, as stock libvirt's: NO_NAME
 * for an empty one, XML_ERROR for a '/', XML_DETAIL for a line's end or what no XML can hold,
 * SYSTEM_ERROR for what cannot be a file's name. */
bool guest_store_check_name(const char *name, GError **error);

/* ---- definitions */

/* Returns: (owned) all definitions, StoredGuest *, in the order of their names; NULL when the
 * folder cannot be read.  A file that is no guest's is left alone, with a warning in the log where
 * it looks like one.  What an interrupted change has left is cleared away or finished here, so this
 * is for the start, before anything else is called. */
GPtrArray *guest_store_load(const GuestStore *store, GError **error);

/* Whether there is a file for the definition of @name, whatever it holds. */
bool guest_store_has(const GuestStore *store, const char *name);

/* Keeps @xml as the definition of @name. */
bool guest_store_save(const GuestStore *store, const char *name, const char *xml, GError **error);

/* Removes the definition of @name and its autostart link. */
bool guest_store_remove(const GuestStore *store, const char *name, GError **error);

/* Makes @new_xml, with @new_name in it, the definition of what was @old_name; autostart stays. */
bool guest_store_rename(const GuestStore *store, const char *old_name, const char *new_name,
                        const char *new_xml, GError **error);

bool guest_store_is_autostart(const GuestStore *store, const char *name);
bool guest_store_set_autostart(const GuestStore *store, const char *name, bool is_autostart,
                               GError **error);

/* ---- running guests */

/* Returns: (owned) the path of the folder of a guest that runs. */
char *guest_store_folder(const GuestStore *store, int id, const char *name);

/* Keeps @status; its id and name say where. */
bool guest_store_save_status(const GuestStore *store, const GuestStatus *status, GError **error);

/* Removes the state of a guest that has ended; its folders are gone by then. */
bool guest_store_remove_status(const GuestStore *store, int id, const char *name, GError **error);

/* Returns: (owned) all states, GuestStatus *; NULL when the folder cannot be read.  One that cannot
 * be understood is left alone, with a warning in the log.  Whether the processes are still there is
 * for the caller to see. */
GPtrArray *guest_store_load_statuses(const GuestStore *store, GError **error);
