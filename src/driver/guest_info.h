/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * What is told of a guest in short (virsh dominfo, domstate).  From any thread; never blocks.
 */

/* As virDomainGetInfo() has it, memory in KiB. */
typedef struct {
    int state;
    uint64_t max_memory_kib, memory_kib;
    unsigned n_vcpus;
    uint64_t cpu_time_ns;
} GuestInfo;
GuestInfo guest_info(Guest *guest);

/* The state (virDomainState) and its reason. */
void guest_info_state(Guest *guest, int *state, int *reason);
