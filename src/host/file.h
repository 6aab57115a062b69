/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Reads small kernel files in /proc and /sys below @root, which is "/" except in tests.
 *
 * A missing or unreadable file is no error: hosts differ.  Any thread; blocks on the kernel only.
 */
#define HOST_ROOT "/"

/* Returns: (owned, nullable) the text of the file @format below @root, without trailing white
 * space. */
char *host_file_text(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Returns: true, with @value set, when the file begins with a decimal number. */
bool host_file_number(const char *root, uint64_t *value, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Returns: (owned) unsigned, ascending: the numbers of a list file ("0-3,8"); empty without a
 * file. */
GArray *host_file_numbers(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Returns: true, with @value set to the number after "@name:" in @text, which has one such pair per
 * line.  Text before the name is skipped ("Node 0 MemFree: 12 kB"). */
bool host_file_value(const char *text, const char *name, uint64_t *value);

/* Returns: (owned) unsigned, ascending: the huge page sizes in KiB of the sysfs folder @folder
 * below @root. */
GArray *host_file_huge_pages(const char *root, const char *folder);
