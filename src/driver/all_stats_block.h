/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "driver/block_size.h"
#include "driver/params.h"
#include "driver/run.h"

/* The statistics of VIR_DOMAIN_STATS_BLOCK. */

/* Appends those of the disks of @domain, and of the images below theirs @with_backing.  @run
 * (nullable): whose QEMU may be asked; without it sizes are read from the files of the host, and
 * there are no counters.  On a worker that holds the job of @run, if there is one; blocks on
 * storage. */
void all_stats_add_block(const Domain *domain, Run *run, bool with_backing, Params *params);

/* Asks QEMU for the sizes of the image of @disk, one of @run's.  On a worker that holds the job of
 * @run.  Returns: false when QEMU has no such image. */
bool all_stats_ask_size(const Disk *disk, Run *run, BlockSize *size);
