/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/conversation.h"
#include "qemu/other_user.h"

/*
 * A conversation with a QEMU process.  It is started for the first question, and restarted for a
 * question about another machine or when a question has killed it.  After three such failures all
 * questions about that machine fail, but not those about the next: KVM may refuse one.
 */

/* Returns: (owned) a conversation with @emulator (copied), which runs as @other_user (borrowed,
 * nullable); @timeout_ms: for each step. */
Conversation *probe_process_new(const char *emulator, const OtherUser *other_user, int timeout_ms);
