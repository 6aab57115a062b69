/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/* Prints "error: TEXT" to standard error, with libvirt's prefix for the error's code. */
void print_error(const GError *error);

/* The same for a text of our own, without a prefix. */
void print_complaint(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Prints "warning: TEXT" to standard error. */
void print_warning(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Writes @length bytes of @text to standard output, whole; false when it cannot, and an error is
 * printed, unless it is only that nobody reads any more. */
bool print_output(const char *text, size_t length);
