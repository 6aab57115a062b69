/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

#include "qemu/part.h"

/*
 * Files that QEMU would open by a path in a part, so that the caller can open them and pass a
 * descriptor instead.
 */
typedef struct {
    const char *path;
    bool is_truncated; /* the file is truncated when it is opened */
} PartFile;

/* The caller's function that opens them. */
typedef struct {
    /* Returns: (owned, nullable) the name for QEMU in place of the path; QEMU then appends to it.
     * NULL: keep the path. open == NULL: keep all paths. */
    char *(*open)(const PartFile *file, void *user);
    void *user;
} PartFileOpener;

/* Has @opener open the files of @part and replaces their paths in it. */
void part_file_open(const Part *part, const PartFileOpener *opener);
