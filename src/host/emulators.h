/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities.h"
#include "qemu/other_user.h"

/*
 * Capabilities of the QEMUs on this host: each is probed on first use, and again when its file has
 * changed.  Thread-safe; a thread waits only for a probe of the QEMU that it asks for.
 */
typedef struct Emulators Emulators;

/* Returns: (owned) an empty collection.  @cache_directory: (copied) for the results of probes;
 * @qemu_user: (borrowed, nullable) the user that a probed QEMU runs as. */
Emulators *emulators_new(const char *cache_directory, const OtherUser *qemu_user);
void emulators_free(Emulators *emulators);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Emulators, emulators_free)

/* Returns: (borrowed for the life of @emulators, nullable) the capabilities of the QEMU at @path
 * (NULL: the default one).  May probe it: on a worker.  Errors: CONFIG_UNSUPPORTED when it is no
 * QEMU for ppc64, probe()'s. */
const Capabilities *emulators_get(Emulators *emulators, const char *path, GError **error);

/* Returns: (static, nullable) the target in the name of a QEMU program
 * ("/usr/bin/qemu-system-x86_64" -> "x86_64"); NULL: the name does not say.  A program whose name
 * has another target than ppc64 is never run. */
const char *emulators_named_target(const char *path);
