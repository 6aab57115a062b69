/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "store/guest_store.h"

/* Private to guest_store*.c; others use guest_store.h. */

#define GUEST_STORE_SUFFIX ".xml"

enum { GUEST_STORE_FILE_MODE = 0600 };

struct GuestStore {
    const DriverConfig *config;
    const DurableCalls *calls;
    char *autostart_directory;
};

/* Returns: (owned) DIRECTORY/NAME.xml; of the definition of @name, or of its autostart link. */
char *guest_store_path_in(const char *directory, const char *name);
char *guest_store_definition_path(const GuestStore *store, const char *name);
char *guest_store_autostart_path(const GuestStore *store, const char *name);

/* Returns: (owned, nullable) the names in @directory.  Removes temporary files of interrupted
 * writes. */
GStrv guest_store_list(const GuestStore *store, const char *directory, GError **error);
