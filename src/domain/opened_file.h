/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/*
 * A file that QEMU opens by what the document names, and that whoever runs the guest has opened
 * before: QEMU inherits the descriptor and opens the file behind it, whatever is at the path by
 * then.  QEMU's own rights decide, as they do with the path.
 */

/* Returns: (owned) the name that QEMU opens: @path, or that of the file behind its inherited
 * @descriptor; 0: there is none. */
char *opened_file_name(const char *path, unsigned descriptor);

/* Returns: (owned) @text, which QEMU has said, with paths in place of the names of inherited
 * descriptors.  @path_of: returns (borrowed, nullable) the path for a descriptor. */
char *opened_file_explain(const char *text,
                          const char *(*path_of)(unsigned descriptor, const void *user),
                          const void *user);
