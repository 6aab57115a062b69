/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Returns: (owned) guint, ascending: the numbers in @text, which has the form of xml_type_cpu_set
 * ("0-3,5"; NULL: none). */
GArray *number_set_list(const char *text);

/* Whether @numbers, as number_set_list() returns them, has @number. */
bool number_set_has(const GArray *numbers, guint number);

/* Reads what a client has sent as a set ("0-3,^2,5").  Returns: (owned, nullable) it in the form of
 * xml_type_cpu_set.  Errors: INVALID_ARG, in libvirt's words, for an empty set as well. */
char *number_set_read(const char *text, GError **error);

/* Returns: (owned, nullable) the set of the bits in @map, the lowest bit of the first byte is 0;
 * NULL: there is none. */
char *number_set_of_map(const uint8_t *map, size_t n_bytes);
