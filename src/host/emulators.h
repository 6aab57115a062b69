/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities.h"
#include "qemu/other_user.h"

/*
 * What the QEMUs of this host can do: each is probed when it is first asked about, and again when
 * its file has changed.  Thread-safe; who asks about one that is just being probed waits, others do
 * not.
 */
typedef struct Emulators Emulators;

/* Returns: (owned) nothing known; @cache_directory (copied) is where probing keeps its results, and
 * @qemu_user (borrowed, nullable) whom a QEMU that is asked runs as. */
Emulators *emulators_new(const char *cache_directory, const OtherUser *qemu_user);
void emulators_free(Emulators *emulators);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Emulators, emulators_free)

/* Returns: (borrowed for the life of @emulators, nullable) what the QEMU at @path can do; NULL: the
 * default one.  Errors: CONFIG_UNSUPPORTED when it is no QEMU for ppc64, probe()'s. */
const Capabilities *emulators_get(Emulators *emulators, const char *path, GError **error);

/* Returns: (constant, nullable) what a program of that name is a QEMU for, when it is named as QEMU
 * names its programs ("/usr/bin/qemu-system-x86_64" -> "x86_64"); NULL: only asking it would tell.
 * Such a one for another target than ppc64 is never started. */
const char *emulators_named_target(const char *path);
