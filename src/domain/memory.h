/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "domain/memory_backing.h"
#include "qemu/argv.h"

/*
 * The guest's memory: its size, its placement on the host's nodes, and its backing.
 */
typedef struct {
    OptionalUint kib;
    Tristate dump_core;
} MemorySize;

typedef struct {
    OptionalUint kib;
    OptionalUint slots; /* for hotplug */
} MemoryMax;

typedef struct {
    OptionalUint kib;
} MemoryLimit;

/* Limits for the QEMU process, for the host's control groups; only kept, apart from hard_limit. */
typedef struct {
    MemoryLimit hard_limit, soft_limit, swap_hard_limit;
} MemoryTune;

typedef enum {
    NUMA_MODE_NONE,
    NUMA_MODE_STRICT,
    NUMA_MODE_PREFERRED,
    NUMA_MODE_INTERLEAVE,
    NUMA_MODE_RESTRICTIVE
} NumaMode;

typedef struct {
    unsigned line;
    OptionalUint cell;
    NumaMode mode;
    char *nodeset;
} NumaTuneNode;

typedef enum { NUMA_PLACEMENT_NONE, NUMA_PLACEMENT_STATIC, NUMA_PLACEMENT_AUTO } NumaPlacement;

typedef struct {
    NumaMode mode;
    char *nodeset;
    NumaPlacement placement;
} NumaTuneMemory;

typedef struct {
    NumaTuneMemory memory;
    GPtrArray *nodes; /* (owned, nullable) NumaTuneNode * */
} NumaTune;

typedef struct {
    MemoryMax max;
    MemorySize size;
    MemoryLimit current;
    MemoryTune tune;
    MemoryBacking backing;
    NumaTune numatune;
} DomainMemory;

extern const XmlBinding memory_max_binding;
extern const XmlBinding memory_size_binding;
extern const XmlBinding memory_limit_binding;
extern const XmlBinding memory_tune_binding;
extern const XmlBinding numa_tune_binding;

/* Memory's rows of <domain>, in libvirt's order; blkiotune comes between these two, and numatune is
 * separate. */
#define DOMAIN_MEMORY_ROWS                                                                         \
    XML_INLINE("maxMemory", Domain, memory.max, memory_max_binding),                               \
        XML_INLINE("memory", Domain, memory.size, memory_size_binding),                            \
        XML_INLINE("currentMemory", Domain, memory.current, memory_limit_binding)
#define DOMAIN_MEMORY_TUNE_ROWS                                                                    \
    XML_INLINE("memtune", Domain, memory.tune, memory_tune_binding),                               \
        XML_INLINE("memoryBacking", Domain, memory.backing, memory_backing_binding)

/* Returns: (borrowed, nullable) the id of the machine's memory backend; NULL: this QEMU (before
 * 5.0) creates the memory itself. */
const char *memory_backend_id(const DomainContext *context);

/* Returns: true when the machine divides its memory among NUMA nodes without backends (those of
 * before QEMU 5.1). */
bool memory_is_divided_by_machine(const DomainContext *context);

/* Returns: @kib rounded up to the machine's memory blocks, as QEMU needs it. */
uint64_t memory_in_blocks(uint64_t kib, const DomainContext *context);

/* Returns: KiB that the guest starts with, before any module.  @context NULL: modules count as the
 * document states them. */
uint64_t memory_initial_kib(const Domain *domain, const DomainContext *context);

/* Rounds every memory size in @domain (total, current, maximum, each node and module) to what QEMU
 * is given, for a guest that is about to run.  Does not change the command line. */
void memory_settle(Domain *domain, const DomainContext *context);

/* DomainSection.complete: the size, where the NUMA nodes state theirs, is their sum plus the memory
 * modules; current memory is at most, and by default, the size. */
void memory_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.check.  Errors for a missing size, less than the machine needs, modules that leave
 * nothing to start with, and a <maxMemory> without slots or below the size. */
void memory_check(const Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.argv: -m, and the memory backend object unless the NUMA nodes have their own;
 * -overcommit (before QEMU 3.0 -realtime). */
void memory_argv(const Domain *domain, const DomainContext *context, Argv *argv);
