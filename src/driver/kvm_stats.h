/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/params.h"
#include "driver/run.h"

/*
 * What the host's KVM counts of a guest ("vm") or of each of its vCPUs ("vcpu"), as QEMU tells it.
 *
 * Which counters there are depends on the host's kernel, hence their names are QEMU's.
 */
typedef struct KvmStats KvmStats;

/* Asks QEMU.  On a worker that holds the guest's job.  Returns: (owned, nullable) the counters of
 * @target; NULL when QEMU has none, as without KVM. */
KvmStats *kvm_stats_query(Run *run, const char *target);

/* The same from answers (owned, nullable) to query-stats and query-stats-schemas. */
KvmStats *kvm_stats_new(JsonNode *answer, JsonNode *schemas, const char *target);
void kvm_stats_free(KvmStats *stats);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KvmStats, kvm_stats_free)

/* Appends the counters of vCPU @i of those plugged ("vm": 0) as "@prefix.NAME.sum" where they only
 * grow, ".cur" where they are a state, ".max" where they are a peak.  @stats is nullable. */
void kvm_stats_add(const KvmStats *stats, unsigned i, const char *prefix, Params *params);

/* Returns: the sum of the counter @name over all vCPUs; 0 when there is none.  @stats is
 * nullable. */
uint64_t kvm_stats_sum(const KvmStats *stats, const char *name);
