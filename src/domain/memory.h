/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "domain/memory_backing.h"
#include "qemu/argv.h"

/*
 * Memory: how much, on which nodes of the host, and how the host is to keep it.
 */
typedef struct {
    OptionalUint kib;
    Tristate dump_core;
} MemorySize;

typedef struct {
    OptionalUint kib;
    OptionalUint slots; /* for memory that is plugged later */
} MemoryMax;

typedef struct {
    OptionalUint kib;
} MemoryLimit;

/* Limits for the QEMU process; a host's matter, and kept as they are. */
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

/* The rows of <domain> that are memory's, in libvirt's order; blkiotune stands between these two,
 * and numatune by itself. */
#define DOMAIN_MEMORY_ROWS                                                                         \
    XML_INLINE("maxMemory", Domain, memory.max, memory_max_binding),                               \
        XML_INLINE("memory", Domain, memory.size, memory_size_binding),                            \
        XML_INLINE("currentMemory", Domain, memory.current, memory_limit_binding)
#define DOMAIN_MEMORY_TUNE_ROWS                                                                    \
    XML_INLINE("memtune", Domain, memory.tune, memory_tune_binding),                               \
        XML_INLINE("memoryBacking", Domain, memory.backing, memory_backing_binding)

/* Returns: (borrowed, nullable) the id that the machine wants its memory to have; NULL: this QEMU
 * (before 5.0) makes the memory itself. */
const char *memory_backend_id(const DomainContext *context);

/* Returns: KiB in whole blocks of the machine's, as QEMU must be told. */
uint64_t memory_in_blocks(uint64_t kib, const DomainContext *context);

/* Makes every size in @domain (the whole, what it starts with, each node's, each module's, and what
 * it may have) that which QEMU is given, for the definition of a guest that is about to run.  The
 * command line stays the same. */
void memory_settle(Domain *domain, const DomainContext *context);

void memory_complete(Domain *domain, const DomainContext *context, Report *report);
void memory_check(const Domain *domain, const DomainContext *context, Report *report);
void memory_argv(const Domain *domain, const DomainContext *context, Argv *argv);
