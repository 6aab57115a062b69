/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/conversation.h"
#include "qemu/other_user.h"

/*
 * A conversation with a living QEMU, started when the first question is asked, and started anew for
 * a question about another machine, or when it has died over a question: the next one is asked all
 * the same.  After three such failures nothing is asked any more.
 */

/* Returns: (owned) a conversation with @emulator (copied), which runs as @other_user (borrowed,
 * nullable); @timeout_ms: for each step. */
Conversation *probe_process_new(const char *emulator, const OtherUser *other_user, int timeout_ms);
