/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/*
 * An image's reference to another one: a path, "json:{...}" or "PROTOCOL:...", read like QEMU does.
 */

/* Returns: (owned, nullable) the path that @text, in the image @parent, refers to; a relative path
 * is relative to the folder of @parent.  Errors: INTERNAL_ERROR for a form that libvirt does not
 * understand; CONFIG_UNSUPPORTED for a network image, which only a document may name. */
char *image_reference_path(const char *text, const char *parent, GError **error);
