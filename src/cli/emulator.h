/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cli/command.h"
#include "qemu/capabilities.h"

/*
 * The QEMU that a command works with: probed when it is first needed, or played from a recording.
 */
typedef struct Emulator Emulator;

/* Returns: (owned) for the options --emulator, --capabilities, --refresh and --record, which are
 * borrowed and must outlive it. */
Emulator *emulator_new(const CliOptions *options);
void emulator_free(Emulator *emulator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Emulator, emulator_free)

/* Returns: (borrowed, nullable) what the QEMU at @path can do; NULL: what --emulator names, else
 * qemu-system-ppc64 in $PATH.  With --capabilities it is the recorded one, whatever the path. @user
 * is the Emulator: the form that a Planner wants. */
const Capabilities *emulator_capabilities(void *user, const char *path, GError **error);
