/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

#include "qemu/part.h"

/*
 * The files that QEMU would open by a path in one of its parts, where somebody else may open them
 * in its place and hand a descriptor over.
 */
typedef struct {
    const char *path;
    bool is_truncated; /* what is in the file goes when it is opened */
} PartFile;

/* Who opens them. */
typedef struct {
    /* Returns: (owned, nullable) what QEMU is told in place of the path; it then appends there.
     * NULL: the path stays.  open == NULL: all paths do. */
    char *(*open)(const PartFile *file, void *user);
    void *user;
} PartFileOpener;

/* Has @opener open the files of @part, and writes what stands for them into it. */
void part_file_open(const Part *part, const PartFileOpener *opener);
