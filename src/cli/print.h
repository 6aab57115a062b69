/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/* Prints "error: TEXT" to standard error, with libvirt's prefix for the code of @error. */
void print_error(const GError *error);

/* The same for a text without a code's prefix. */
void print_complaint(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Prints "warning: TEXT" to standard error. */
void print_warning(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Prints "note: TEXT" to standard error: nothing is wrong, but there is something better. */
void print_note(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Writes all @length bytes of @text to standard output.  Returns: false when that fails; an error
 * is printed, except for a closed pipe. */
bool print_output(const char *text, size_t length);
