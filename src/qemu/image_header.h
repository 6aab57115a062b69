/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the header of an image says of other files: which image it is based on, and in which format.
 * The format of the image itself is told by who named it, never guessed: a guest can write any
 * header into a raw disk.  An image is a guest's to write, so no number in it is believed.
 */
typedef struct {
    char *backing;        /* (owned, nullable) as it is written: a path, maybe relative, or a URI */
    char *backing_format; /* (owned, nullable) "raw", "qcow2"; NULL: it does not say */
    char *data_file;      /* (owned, nullable) where the guest's data is instead of here (qcow2) */
    bool has_extents;     /* its data is in files that its text names (vmdk) */
} ImageHeader;

void image_header_clear(ImageHeader *header);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ImageHeader, image_header_clear)

/* No format's header, with all that is named in it, is longer. */
enum { IMAGE_HEADER_MAX_BYTES = 2 * 1024 * 1024 };

/* Reads the beginning of an image of @format.  @header: filled; of a format that names no others,
 * or of an image whose first bytes are not that format's, with nothing: QEMU complains of that.
 * Returns: NULL, or what is wrong with it (untranslated, borrowed). */
const char *image_header_parse(const char *format, const uint8_t *bytes, size_t n_bytes,
                               ImageHeader *header);

/* Reads the header from the descriptor @fd (readable), by position.  May block.  Returns: as
 * image_header_parse(), or the text of an errno. */
const char *image_header_read(const char *format, int fd, ImageHeader *header);

/* Returns: true when @bytes begin as those of an image that is not raw do.  For one decision alone:
 * that a file whose format nobody has stated is not used. */
bool image_header_is_there(const uint8_t *bytes, size_t n_bytes);

/* The same, read from @fd. */
bool image_header_is_in(int fd);
