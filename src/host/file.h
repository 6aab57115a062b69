/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * Small files of the kernel, in /proc and /sys below a root, which is "/" but in tests.
 *
 * What is not there or cannot be read is no error: a host need not have it.
 */
#define HOST_ROOT "/"

/* Returns: (owned, nullable) the text of the file that @format names below @root, without white
 * space at its end. */
char *host_file_text(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Returns: true with the whole decimal number that the file begins with. */
bool host_file_number(const char *root, uint64_t *value, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* Returns: (owned) unsigned, ascending: the numbers of a file as "0-3,8"; empty when there is
 * none. */
GArray *host_file_numbers(const char *root, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Returns: true with the number behind "@name:" in @text, one such pair a line; what stands before
 * the name in its line does not matter ("Node 0 MemFree:  12 kB"). */
bool host_file_value(const char *text, const char *name, uint64_t *value);

/* Returns: (owned) unsigned, ascending: the sizes in KiB of huge pages that the folder @folder
 * below @root lists. */
GArray *host_file_huge_pages(const char *root, const char *folder);
