/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads the references to other files from an image's header: its backing image and that image's
 * format.  The format of the image itself is never guessed, since a guest can write any header into
 * a raw disk; the caller states it.  Images are written by guests, so nothing in them is trusted.
 */
typedef struct {
    char *backing;        /* (owned, nullable) as it is written: a path, maybe relative, or a URI */
    char *backing_format; /* (owned, nullable) "raw", "qcow2"; NULL: it does not say */
    char *data_file;      /* (owned, nullable) where the guest's data is instead of here (qcow2) */
    bool has_extents;     /* its data is in files named by its descriptor text (vmdk) */
} ImageHeader;

/* Frees the strings and zeroes the struct. */
void image_header_clear(ImageHeader *header);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ImageHeader, image_header_clear)

/* The longest header of any format, with the names in it. */
enum { IMAGE_HEADER_MAX_BYTES = 2 * 1024 * 1024 };

/* Parses the beginning of an image of @format into @header.  @header stays empty for a format that
 * names no other files, and for an image of another format, of which QEMU will complain.  Returns:
 * NULL, or what is wrong (untranslated, static). */
const char *image_header_parse(const char *format, const uint8_t *bytes, size_t n_bytes,
                               ImageHeader *header);

/* Reads the header from the descriptor @fd by pread().  May block.  Returns: as
 * image_header_parse(), or the text of an errno. */
const char *image_header_read(const char *format, int fd, ImageHeader *header);

/* Returns: true when @bytes begin like an image of a format other than raw.  Only for refusing a
 * file whose format nobody has stated. */
bool image_header_is_there(const uint8_t *bytes, size_t n_bytes);

/* The same, read from @fd. */
bool image_header_is_in(int fd);
