/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "store/guest_store.h"

/* A store in a folder of its own. */
typedef struct {
    char *top, *config_directory, *run_directory, *log_directory, *memory_directory;
    DriverConfig config;
    GuestStore *store;
} StoreCase;

/* A store of @calls (nullable: the system's) in empty folders; store_case_close() removes all. */
void store_case_open(StoreCase *store_case, const DurableCalls *calls);
void store_case_close(StoreCase *store_case);

/* Returns: (owned) a definition with nothing but its name. */
char *definition_of(const char *name);

/* Keeps such a definition. */
void store_case_save(const StoreCase *store_case, const char *name);

/* Returns: (owned) what a start finds: "name", or "name*" when it is started with us. */
char *store_case_load(const StoreCase *store_case);

/* Checks that, and the warnings that were expected. */
void store_case_assert_loads(const StoreCase *store_case, const char *wanted);

/* Checks the names in @folder, and in that of autostart. */
void store_case_assert_files(const char *folder, const char *wanted);
void store_case_assert_autostart(const StoreCase *store_case, const char *wanted);

void store_case_expect_warning(const char *pattern);
