/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * The names of an enum's values, indexed by value.  In enums with a "not given" value that is 0,
 * and names[0] is NULL.
 */
typedef struct {
    const char *const *names;
    int n_names;
} NameTable;

#define NAME_TABLE(array) {.names = (array), .n_names = G_N_ELEMENTS(array)}

/* Returns: the value named @name, or -1. */
int name_table_value(const NameTable *table, const char *name);

/* Returns: (borrowed, nullable) the name of @value; NULL if it has none. */
const char *name_table_name(const NameTable *table, int value);

/* Returns: (owned) all names for a message: "'pty', 'file', 'null'". */
char *name_table_list(const NameTable *table);
