/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/* Returns: the most vCPUs that KVM gives one guest; 0 with an error.  Opens /dev/kvm: for threads
 * that may block.  Errors: SYSTEM_ERROR when /dev/kvm cannot be used. */
unsigned host_kvm_max_cpus(GError **error);

/* Returns: the memory slots that KVM gives one guest; 0 when it cannot be asked.  For threads that
 * may block. */
unsigned host_kvm_memory_slots(void);
