/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/*
 * A file of the document that was opened before QEMU starts: QEMU inherits the descriptor and opens
 * the same file through it, whatever is at the path by then.  QEMU's own rights apply, as with the
 * path.
 */

/* Returns: (owned) the name for QEMU to open: @path if @descriptor is 0, else the name of the
 * inherited descriptor. */
char *opened_file_name(const char *path, unsigned descriptor);

/* Returns: (owned) @text, a message of QEMU's, with paths in place of the names of inherited
 * descriptors.  @path_of: returns (borrowed, nullable) the path for a descriptor. */
char *opened_file_explain(const char *text,
                          const char *(*path_of)(unsigned descriptor, const void *user),
                          const void *user);
