/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities_build.h"
#include "qemu/conversation.h"

/*
 * The questions of the probe, and how QEMU's answers become Capabilities.
 */

/* Asks all questions that need no machine.  Blocks.  Returns: (owned, nullable) the
 * capabilities.  An unanswered question becomes a warning; NULL with an error only if QEMU
 * cannot be identified. */
Capabilities *interrogation_run(Conversation *conversation, GError **error);

/* Asks about one machine of @capabilities.  Blocks.  Returns: (owned) the facts; if QEMU does not
 * answer, those of fallback.h, with a warning in @capabilities.  @is_certain: (nullable) whether
 * they are QEMU's. */
MachineFacts *interrogation_machine(Conversation *conversation, Capabilities *capabilities,
                                    const char *machine, bool *is_certain);
