/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "host/driver_config.h"
#include "host/file_owner.h"

/*
 * The files of one run that QEMU opens by itself: images with what they are based on, kernel,
 * initrd, device tree.  Each path is opened once; who reads it, who lends it and QEMU deal with
 * what was opened.
 */
typedef struct {
    char *path;      /* (owned) as the document, or an image's header, has it */
    int fd;          /* (owned) O_PATH; -1: it cannot be opened, see @problem */
    int problem;     /* errno */
    bool is_by_path; /* QEMU must know its path: it finds further files of the image by it */
    FileFacts facts; /* when it was opened */
} ImageFile;

typedef struct {
    GPtrArray *all;      /* (owned) ImageFile * */
    GHashTable *by_path; /* (owned) */
} ImageFiles;

void image_files_free(ImageFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImageFiles, image_files_free)

/* Opens the files of @domain.  What the document does not say of the images that its disks are
 * based on is read in the headers, and written into @domain.  Blocks; on a worker, with no lock
 * held. Returns: (owned, nullable) what cannot be opened is among them, and is for QEMU to complain
 * of. Errors: those of a header, see image_chain_detect(). */
ImageFiles *image_files_open(const DriverConfig *config, Domain *domain, GError **error);

/* Returns: (borrowed) the file at @path, which is opened now if it was not. */
ImageFile *image_files_add(ImageFiles *files, const char *path);

/* Has QEMU open those of @files that are open in place of what the paths in @domain lead to, and
 * appends their descriptors (owned by the array from here on) to @descriptors, which it inherits.
 * Errors: CONFIG_UNSUPPORTED for what is neither a file nor a device. */
bool image_files_hand_over(ImageFiles *files, Domain *domain, GArray *descriptors, GError **error);

/* Returns: (owned) @text, which QEMU has said, with the paths that the document of @domain has. */
char *image_files_explain(Domain *domain, const char *text);
