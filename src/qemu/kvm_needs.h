/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "qemu/other_user.h"

/*
 * What a machine must be told so that KVM of this host starts it, where KVM refuses the machine's
 * defaults: a host without firmware mitigations, of 4 KiB pages, or nested.
 *
 * QEMU says of each default that KVM refuses what would do in its place, of one at each start.
 */
typedef struct {
    char *name, *value; /* of an option of the machine: "cap-cfpc", "broken" */
} KvmNeed;

/* Returns: (owned) KvmNeed *, none. */
GPtrArray *kvm_needs_new(void);

/* Adds a need (copied). */
void kvm_needs_add(GPtrArray *needs, const char *name, const char *value);

/* Adds what QEMU's words @said (hw/ppc/spapr_caps.c of QEMU) propose.  Returns: false when they
 * propose nothing that is new. */
bool kvm_needs_read(GPtrArray *needs, const char *said);

/* Starts @emulator as @other_user (nullable) with the machine @machine on KVM until it is content;
 * @timeout_ms: of each start.  On a worker or in a tool; blocks.  Returns: (owned, nullable)
 * KvmNeed *; empty when the defaults will do.  Errors: CONFIG_UNSUPPORTED, with QEMU's words, when
 * it does not start all the same. */
GPtrArray *kvm_needs_find(const char *emulator, const OtherUser *other_user, const char *machine,
                          int timeout_ms, GError **error);
