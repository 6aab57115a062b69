/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "host/driver_config.h"
#include "host/file_owner.h"
#include "host/image_files.h"

/*
 * Changes the owner of running guests' images.  QEMU runs as an unprivileged user, so a guest's
 * images are given to that user at its start, and back to their owner when no guest needs them any
 * more.
 *
 * It keeps account of files, not paths: a file may have several names, and a path may lead to
 * another file when the guest ends.  A lent file is kept open, so that the same file is given back.
 * The lock is not held during I/O, so hanging storage delays only those that use the same file.
 * Thread-safe; functions that block are for workers.
 */
typedef struct ImageOwner ImageOwner;

/* A file that one run needs, with everything that is needed to give it back, also by a later
 * daemon. */
typedef struct {
    char *path; /* as in the document, for messages and to find it again; (owned) in a record on the
                   heap, else borrowed */
    uint64_t device, inode; /* identify the file */
    uid_t user;             /* its owner before a guest needed it */
    gid_t group;
} ImageRecord;

/* Frees a record and its path; takes NULL.  The file's owner does not change. */
void image_record_free(ImageRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImageRecord, image_record_free)

/* A record apart from its path as numbers, for an undo list. */
enum { IMAGE_RECORD_NUMBERS = 4 };
void image_record_numbers(const ImageRecord *record, uint64_t numbers[IMAGE_RECORD_NUMBERS]);

/* Returns: the record of @path (borrowed) with those numbers. */
ImageRecord image_record_of(const char *path, const uint64_t *numbers);

/* Returns: (owned) an account with nothing lent; @config is borrowed. */
ImageOwner *image_owner_new(const DriverConfig *config);
void image_owner_free(ImageOwner *owner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImageOwner, image_owner_free)

/* Notes the owners of @files, so that they can be recorded before they are changed.  Blocks.
 * Returns: (owned, nullable) ImageRecord *, each noted until image_owner_take_back(); empty when
 * the configuration says not to change owners.  Errors: SYSTEM_ERROR, naming the file; then none is
 * noted. */
GPtrArray *image_owner_note(ImageOwner *owner, const ImageFiles *files, GError **error);

/* Gives the noted files to QEMU's user.  A file on storage without owners, or on a read-only one,
 * is left alone: QEMU may be able to open it.  Blocks.  Errors: SYSTEM_ERROR, naming the file. */
bool image_owner_lend(ImageOwner *owner, const GPtrArray *records, GError **error);

/* Gives back a file that was noted or remembered, unless another run needs it.  A file that an
 * earlier daemon gave away is looked up by its path; if another file is there now, it is left
 * alone.  Blocks.  Problems are logged. */
void image_owner_take_back(ImageOwner *owner, const ImageRecord *record);

/* Registers a file that an earlier daemon gave away, for a guest that still runs or that ended
 * unseen.  Register all guests' files before any is taken back.  Does not block as long as no file
 * was noted or taken back. */
void image_owner_remember(ImageOwner *owner, const ImageRecord *record);
