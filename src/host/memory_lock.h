/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdint.h>

#include "domain/domain.h"

/*
 * How much memory a guest's QEMU must be allowed to lock (RLIMIT_MEMLOCK), since QEMU's user is
 * unprivileged.  The amounts are libvirt's.  The first of these reasons that applies counts:
 *
 * - <locked/>: unlimited, since the size of QEMU itself is not known.
 * - KVM on POWER: the kernel counts the hash page table (HPT), up to 1/128 of the greatest memory,
 *   and the tables of each PHB's DMA windows (TCE tables: PAPR's H_PUT_TCE fills them), 4 MiB a
 *   PHB; 8 MiB for the rest.  With devices that VFIO passes, what is mapped is locked as well.  It
 *   is the default window, 2 GiB a PHB; or, once the guest has opened the window that covers all
 *   of its memory, that memory, the window's table of 8 bytes for each 4 KiB page (1/512) on each
 *   PHB, and 8 MiB.  The greater of both comes on top.
 * - Others with devices that do DMA by themselves: all memory, counted once for all <hostdev>s,
 *   which share a container of VFIO's, and once for each NVMe drive and vDPA device, which do not;
 *   and 1 GiB for the devices' own memory.  Libvirt 9.0 counts NVMe drives as <hostdev>s; later
 *   versions know that QEMU opens a container for each.
 *
 * With a reason, <memtune><hard_limit> replaces the amount.
 */

/* Returns: bytes; 0: no reason applies; UINT64_MAX: unlimited.  Any thread. */
uint64_t memory_lock_limit(const Domain *domain);
