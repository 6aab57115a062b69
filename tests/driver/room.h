/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

#include "driver/guest_store.h"

/* A store in a folder of its own. */
typedef struct {
    char *top, *config_directory, *run_directory, *log_directory, *memory_directory;
    DriverConfig config;
    GuestStore *store;
} Room;

/* A store of @calls (nullable: the system's) in empty folders; room_close() removes all. */
void room_open(Room *room, const DurableCalls *calls);
void room_close(Room *room);

/* Returns: (owned) a definition with nothing but its name. */
char *definition_of(const char *name);

/* Keeps such a definition. */
void room_save(const Room *room, const char *name);

/* Returns: (owned) what a start finds: "name", or "name*" when it is started with us. */
char *room_load(const Room *room);

/* Checks that, and the warnings that were expected. */
void room_assert_loads(const Room *room, const char *wanted);

/* Checks the names in @folder, and in that of autostart. */
void room_assert_files(const char *folder, const char *wanted);
void room_assert_autostart(const Room *room, const char *wanted);

void room_expect_warning(const char *pattern);
