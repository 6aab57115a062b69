/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk.h"
#include "domain/domain.h"
#include "host/driver_config.h"
#include "host/file_owner.h"

/*
 * Files that QEMU opens by itself: the images of one disk with what they are based on, or kernel,
 * initrd and device tree.  Each path is opened once; who reads it, who lends it and QEMU deal with
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

/* Opens the files that @domain is booted from (kernel, initrd, device tree).  Blocks; on a worker,
 * with no lock held.  Returns: (owned) what cannot be opened is among them, and is for QEMU to
 * complain of. */
ImageFiles *image_files_open_boot(Domain *domain);

/* The same for the images of @disk.  What the document does not say of those that it is based on is
 * read in the headers, and written into @disk.  Returns: (nullable).  Errors: those of a header,
 * see image_chain_detect(). */
ImageFiles *image_files_open_disk(const DriverConfig *config, Disk *disk, GError **error);

/* Returns: (borrowed) the file at @path, which is opened now if it was not. */
ImageFile *image_files_add(ImageFiles *files, const char *path);

/* Has QEMU open those of @files that are open in place of what the paths in @domain lead to, and
 * appends their descriptors (owned by the array from here on) to @descriptors, which it inherits.
 * Errors: CONFIG_UNSUPPORTED for what is neither a file nor a device. */
bool image_files_hand_over_boot(ImageFiles *files, Domain *domain, GArray *descriptors,
                                GError **error);

/* The same for the paths in @disk. */
bool image_files_hand_over_disk(ImageFiles *files, Disk *disk, GArray *descriptors, GError **error);

/* Returns: (owned) @text, which QEMU has said, with the paths that the document of @domain has. */
char *image_files_explain(Domain *domain, const char *text);
