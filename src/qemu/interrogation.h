/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities_build.h"
#include "qemu/conversation.h"

/*
 * What we ask a QEMU, and how its answers become Capabilities.
 */

/* Asks all that one QEMU without a machine can say.  Returns: (owned, nullable) its capabilities;
 * questions that it does not answer become warnings, but for those without which it is no QEMU. */
Capabilities *interrogation_run(Conversation *conversation, GError **error);

/* Asks about one machine that @capabilities has.  Returns: (owned) the facts; where it cannot be
 * had, that of the table, with a warning in @capabilities; @is_certain (nullable): whether QEMU
 * said it. */
MachineFacts *interrogation_machine(Conversation *conversation, Capabilities *capabilities,
                                    const char *machine, bool *is_certain);
