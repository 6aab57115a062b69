/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk.h"
#include "driver/driver.h"
#include "driver/params.h"

/*
 * What went through a guest's disks, and how large they are.
 */
typedef struct {
    int64_t read_requests, read_bytes, read_ns;
    int64_t write_requests, write_bytes, write_ns;
    int64_t flush_requests, flush_ns;
} BlockStats;

typedef struct {
    uint64_t capacity, allocation, physical; /* bytes */
} BlockSize;

/* Asks QEMU for the counters of all disks.  Returns: (owned, nullable) QEMU's answer, for
 * block_stats_of(). */
JsonNode *block_stats_query(Run *run, GError **error);

/* Finds the counters of @disk in @answer.  Returns: false when QEMU has none. */
bool block_stats_of(JsonNode *answer, const Disk *disk, BlockStats *stats);

/* The counters of the disk that is called @path (its target, or its source); "": the sum of all.
 * Errors: INVALID_ARG for an unknown one. */
bool block_stats_get(Guest *guest, const char *path, BlockStats *stats, GError **error);

/* Appends them as virDomainBlockStatsFlags() names them. */
void block_stats_params(const BlockStats *stats, Params *params);

/* How large the image of @disk is.  @error as for reading its file. */
bool block_size_of(const Disk *disk, BlockSize *size, GError **error);
bool block_size_get(Guest *guest, const char *path, BlockSize *size, GError **error);
