/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * Changes of the pins in a definition's <cputune>: the host CPUs that a thread may run on.
 *
 * @cpuset has the form of xml_type_cpu_set.  The caller knows that there is such a thread.
 */
void pin_edit_vcpu(Domain *domain, uint64_t number, const char *cpuset);
void pin_edit_iothread(Domain *domain, uint64_t id, const char *cpuset);
void pin_edit_emulator(Domain *domain, const char *cpuset);

/* Removes what <cputune> says of the I/O thread @id. */
void pin_edit_forget_iothread(Domain *domain, uint64_t id);
