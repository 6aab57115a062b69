/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * How an image names another one: a path, "json:{...}" or "PROTOCOL:...", as QEMU reads it.
 */

/* Returns: (owned, nullable) the path of the file that @text, in the image at @parent, names; a
 * relative one is below the folder of @parent.  Errors: INTERNAL_ERROR for what stock libvirt knows
 * no file by; CONFIG_UNSUPPORTED for an image over the network, which only a document can name. */
char *image_reference_path(const char *text, const char *parent, GError **error);
