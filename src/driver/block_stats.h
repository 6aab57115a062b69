/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk.h"
#include "driver/driver.h"
#include "driver/params.h"

/*
 * I/O counters of a guest's disks.
 */
typedef struct {
    int64_t read_requests, read_bytes, read_ns;
    int64_t write_requests, write_bytes, write_ns;
    int64_t flush_requests, flush_ns;
} BlockStats;

/* Asks QEMU for the counters of all disks.  On a worker that holds the guest's job.  Returns:
 * (owned, nullable) QEMU's answer, for block_stats_of().  Errors: run_execute()'s. */
JsonNode *block_stats_query(Run *run, GError **error);

/* Returns: (borrowed, nullable) the disk that a client means by @path: its target or its source. */
const Disk *block_stats_find_disk(const Domain *domain, const char *path);

/* Returns: (borrowed, nullable) what @answer has of @disk: "stats" of the drive, and the tree of
 * its block nodes.  Any thread. */
JsonObject *block_stats_row(JsonNode *answer, const Disk *disk);

/* Finds the counters of @disk in @answer.  Any thread.  Returns: false when QEMU has none. */
bool block_stats_of(JsonNode *answer, const Disk *disk, BlockStats *stats);

/* Reads the counters of the disk whose target or source is @path; "": the sum of all disks.  On a
 * worker that holds the guest's job.  Errors: INVALID_ARG for an unknown disk, OPERATION_INVALID
 * when the guest does not run, run_execute()'s. */
bool block_stats_get(Guest *guest, const char *path, BlockStats *stats, GError **error);

/* Appends @stats under the names of virDomainBlockStatsFlags().  Any thread. */
void block_stats_params(const BlockStats *stats, Params *params);
