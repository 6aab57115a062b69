/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "cli/command.h"
#include "qemu/capabilities.h"

/*
 * The QEMU of a command: probed on first use, or played from a recording.
 */
typedef struct Emulator Emulator;

/* Returns: (owned) for the options --emulator, --capabilities, --refresh and --record, which are
 * borrowed and must outlive it. */
Emulator *emulator_new(const CliOptions *options);
void emulator_free(Emulator *emulator);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Emulator, emulator_free)

/* Planner.capabilities; @user is the Emulator.  Returns: (borrowed, nullable) the capabilities of
 * the QEMU at @path (NULL: that of --emulator, else qemu-system-ppc64 in $PATH).  With
 * --capabilities they are the recorded ones for any path. */
const Capabilities *emulator_capabilities(void *user, const char *path, GError **error);
