/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * A guest's summary (virsh dominfo, domstate).  Any thread; never blocks.
 */

/* What virDomainGetInfo() returns. */
typedef struct {
    int state;
    uint64_t max_memory_kib, memory_kib;
    unsigned n_vcpus;
    uint64_t cpu_time_ns;
} GuestInfo;

/* Returns: the guest's state as it is now. */
GuestInfo guest_info(Guest *guest);

/* Reads the state (virDomainState) and its reason. */
void guest_info_state(Guest *guest, int *state, int *reason);
