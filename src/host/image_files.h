/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk.h"
#include "domain/domain.h"
#include "host/file_owner.h"

/*
 * Files that QEMU needs: the images of one disk with their backing images, or kernel, initrd and
 * device tree.  Each path is opened once; reading headers, changing the owner and QEMU all use that
 * open file.
 */
typedef struct {
    char *path;      /* (owned) as in the document or an image's header */
    int fd;          /* (owned) O_PATH; -1: it cannot be opened, see @problem */
    int problem;     /* errno */
    bool is_by_path; /* QEMU needs the path, to find further files of the image */
    FileFacts facts; /* at the time of opening */
} ImageFile;

typedef struct {
    GPtrArray *all;      /* (owned) ImageFile * */
    GHashTable *by_path; /* (owned) */
} ImageFiles;

/* Takes NULL.  Closes the descriptors. */
void image_files_free(ImageFiles *files);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImageFiles, image_files_free)

/* Returns: (owned) no file. */
ImageFiles *image_files_new(void);

/* Opens the kernel, initrd and device tree of @domain.  Blocks on storage: on a worker, without
 * locks held.  Returns: (owned) the files, including those that cannot be opened, which QEMU will
 * report. */
ImageFiles *image_files_open_boot(Domain *domain);

/* The same for the images that the document names for @disk; image_chain_detect() adds the others.
 */
ImageFiles *image_files_open_disk(Disk *disk);

/* Returns: (borrowed) the file at @path, which is opened if it is new.  Blocks. */
ImageFile *image_files_add(ImageFiles *files, const char *path);

/* Makes QEMU use the open files in place of the paths in @domain, and appends their descriptors
 * (owned by the array from here on) to @descriptors, which QEMU inherits.  Errors:
 * CONFIG_UNSUPPORTED for something other than a file or device. */
bool image_files_hand_over_boot(ImageFiles *files, Domain *domain, GArray *descriptors,
                                GError **error);

/* The same for the paths in @disk. */
bool image_files_hand_over_disk(ImageFiles *files, Disk *disk, GArray *descriptors, GError **error);

/* Returns: (owned) @text, a message of QEMU's, with the document's paths in place of
 * descriptors. */
char *image_files_explain(Domain *domain, const char *text);
