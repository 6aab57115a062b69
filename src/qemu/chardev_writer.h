/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <json-glib/json-glib.h>

/* Returns: (owned, nullable) the arguments of chardev-add for a chardev with the command line's
 * members:
 * {"backend": "file", "id": "a", "path": "/x"} -> {"id": "a", "backend": {"type": "file", "data":
 * {"out":
 * "/x"}}}.  Errors: CONFIG_UNSUPPORTED for a member that QMP has no place for. */
JsonObject *chardev_writer_qmp(JsonObject *options, GError **error);
