/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "driver/driver_config.h"

/*
 * Who owns the images of running guests: QEMU runs as somebody who may open nothing else, so what a
 * guest needs is given to him at its start, and back to whose it was when no guest needs it any
 * more.  Thread-safe.
 */
typedef struct ImageOwner ImageOwner;

/* Returns: (owned) nothing given yet; @config is borrowed. */
ImageOwner *image_owner_new(const DriverConfig *config);
void image_owner_free(ImageOwner *owner);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImageOwner, image_owner_free)

/* Notes whose the files of @domain are, so that this can be written down before it is changed.
 * Errors: SYSTEM_ERROR, naming the file; then none is noted. */
bool image_owner_note(ImageOwner *owner, const Domain *domain, GError **error);

/* Gives what was noted to QEMU's user.  Errors: SYSTEM_ERROR, naming the file. */
bool image_owner_lend(ImageOwner *owner, const Domain *domain, GError **error);

/* Gives @path back, as it was noted once for one guest.  Problems are logged. */
void image_owner_take_back(ImageOwner *owner, const char *path);

/* Tells of each file of @domain that was noted whose it was, as often as it was noted. */
typedef void (*ImageOwnerVisit)(const char *path, uid_t user, gid_t group, void *context);
void image_owner_visit(ImageOwner *owner, const Domain *domain, ImageOwnerVisit visit,
                       void *context);

/* Remembers that @path was given away once, by an earlier daemon for a guest that still runs. */
void image_owner_remember(ImageOwner *owner, const char *path, uid_t user, gid_t group);
