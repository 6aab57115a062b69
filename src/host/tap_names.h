/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <net/if.h>

/*
 * Names for tap devices whose guest's document has none: "vnet0", "vnet1" ...  As libvirt has it
 * they count up and do not come back while the daemon runs, so that nobody takes a new device for
 * one that has gone.  Thread-safe.
 */
typedef struct TapNames TapNames;

/* Returns: (owned) no name is used up. */
TapNames *tap_names_new(void);
void tap_names_free(TapNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TapNames, tap_names_free)

/* Uses up @name (nullable) and all before it, if it is one of these; for the devices of guests that
 * run already. */
void tap_names_reserve(TapNames *names, const char *name);

/* Writes the next name that no network device of the host has. */
void tap_names_next(TapNames *names, char name[IFNAMSIZ]);
