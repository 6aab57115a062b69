/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "host/driver_config.h"
#include "host/file_owner.h"
#include "host/image_files.h"

/*
 * Who owns the images of running guests: QEMU runs as somebody who may open nothing else, so what a
 * guest needs is given to him at its start, and back to whose it was when no guest needs it any
 * more.
 *
 * The books are about files, not paths: one file may have several names, and a path may lead to
 * another file when a guest ends.  What was lent is kept open, so that the same file is given back.
 * The lock of the books is not held while a file is looked at or changed: storage that hangs holds
 * back those who use that file.  Thread-safe; what is said to block is for workers.
 */
typedef struct ImageOwner ImageOwner;

/* One file that one run needs: all that must be known to give it back, whoever does. */
typedef struct {
    char *path; /* (owned, borrowed in one that is not a pointer) as its document has it: to be
                   told, and found by again */
    uint64_t device, inode; /* which file that was */
    uid_t user;             /* whose it was before a guest needed it */
    gid_t group;
} ImageRecord;

void image_record_free(ImageRecord *record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImageRecord, image_record_free)

/* A record without its path as numbers, for an undo list. */
enum { IMAGE_RECORD_NUMBERS = 4 };
void image_record_numbers(const ImageRecord *record, uint64_t numbers[IMAGE_RECORD_NUMBERS]);

/* Returns: the record of @path (borrowed) with those numbers. */
ImageRecord image_record_of(const char *path, const uint64_t *numbers);

/* Returns: (owned) nothing given yet; @config is borrowed. */
ImageOwner *image_owner_new(const DriverConfig *config);
void image_owner_free(ImageOwner *owner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImageOwner, image_owner_free)

/* Notes whose @files are, so that this can be written down
 * before it is changed.  May block.  Returns: (owned, nullable) ImageRecord *: each is noted until
 * it is taken back; none where images are not to be given away.  Errors: SYSTEM_ERROR, naming the
 * file; then none is noted. */
GPtrArray *image_owner_note(ImageOwner *owner, const ImageFiles *files, GError **error);

/* Gives what was noted to QEMU's user.  A file whose storage knows no owners, or that cannot be
 * written to, stays as it is: QEMU may get at it all the same.  May block.  Errors: SYSTEM_ERROR,
 * naming the file. */
bool image_owner_lend(ImageOwner *owner, const GPtrArray *records, GError **error);

/* Gives back what was noted or remembered, if no other run needs it.  A file that was given away by
 * an earlier daemon is looked for at its path; another file that is there by now is left alone. May
 * block.  Problems are logged. */
void image_owner_take_back(ImageOwner *owner, const ImageRecord *record);

/* Remembers what was given away by an earlier daemon, for a guest that still runs or whose end
 * nobody has seen.  Never blocks before the first file is noted or taken back: what all guests have
 * is to be remembered before any of it is given back. */
void image_owner_remember(ImageOwner *owner, const ImageRecord *record);
