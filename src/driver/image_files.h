/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "base/file_owner.h"
#include "domain/domain.h"

/*
 * The files of one run that its document names and QEMU opens by itself: images, kernel, initrd,
 * device tree.  Each path is opened once; who lends it and QEMU deal with what was opened.
 */
typedef struct {
    char *path;      /* (owned) as the document has it */
    int fd;          /* (owned) O_PATH; -1: it cannot be opened, see @problem */
    int problem;     /* errno */
    FileFacts facts; /* when it was opened */
} ImageFile;

/* Opens the files of @domain.  Blocks; on a worker, with no lock held.  Returns: (owned) ImageFile
 * *: each path once; what cannot be opened is among them, and is for QEMU to complain of. */
GPtrArray *image_files_open(Domain *domain);

/* Has QEMU open those of @files that are open in place of what the paths in @domain lead to, and
 * appends their descriptors (owned by the array from here on) to @descriptors, which it inherits.
 * Errors: CONFIG_UNSUPPORTED for what is neither a file nor a device. */
bool image_files_hand_over(GPtrArray *files, Domain *domain, GArray *descriptors, GError **error);

/* Returns: (owned) @text, which QEMU has said, with the paths that the document of @domain has. */
char *image_files_explain(Domain *domain, const char *text);
