/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * What a guest is, told to clients.  None of these blocks.
 */

/* Returns: (owned, nullable) the guest's document.  @flags: VIR_DOMAIN_XML_*. */
char *describe_xml(Driver *driver, Guest *guest, unsigned flags, GError **error);

/* Returns: (owned) a definition as it is kept on disk: with its secrets, without what is live. */
char *describe_for_file(Definition *definition);

/* As virDomainGetInfo() has it, memory in KiB. */
typedef struct {
    int state;
    uint64_t max_memory_kib, memory_kib;
    unsigned n_vcpus;
    uint64_t cpu_time_ns;
} GuestInfo;
GuestInfo describe_info(Guest *guest);

/* The state and its reason. */
void describe_state(Guest *guest, int *state, int *reason);
