/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <memoryBacking>: how the host backs the guest's memory, and the QEMU objects for its pieces: the
 * whole memory, a NUMA node, or a module.
 */
typedef enum { MEMORY_ACCESS_NONE, MEMORY_ACCESS_SHARED, MEMORY_ACCESS_PRIVATE } MemoryAccess;

typedef enum {
    MEMORY_SOURCE_NONE,
    MEMORY_SOURCE_FILE,
    MEMORY_SOURCE_ANONYMOUS,
    MEMORY_SOURCE_MEMFD
} MemorySource;

typedef enum {
    MEMORY_ALLOCATION_NONE,
    MEMORY_ALLOCATION_IMMEDIATE,
    MEMORY_ALLOCATION_ONDEMAND
} MemoryAllocation;

typedef struct {
    unsigned line;
    OptionalUint kib;
    char *nodeset; /* the guest's nodes; NULL: all without another page size */
} HugePage;

typedef struct {
    GPtrArray *pages; /* (owned, nullable) HugePage *; NULL: the host's default size */
} HugePages;

typedef struct {
    MemorySource type;
} MemorySourceType;

typedef struct {
    MemoryAccess mode;
} MemoryAccessMode;

typedef struct {
    MemoryAllocation mode;
    OptionalUint threads;
} MemoryAllocationMode;

typedef struct {
    unsigned line;
    HugePages *huge_pages; /* (owned, nullable) */
    bool is_locked, has_no_shared_pages, is_discarded;
    MemorySourceType source;
    MemoryAccessMode access;
    MemoryAllocationMode allocation;
} MemoryBacking;

extern const XmlBinding memory_backing_binding;
extern const NameTable memory_accesses;

/* DomainSection.complete: drops 0 allocation threads, and the nodeset "0" of huge pages where the
 * guest has no NUMA nodes. */
void memory_backing_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.check.  Errors for huge pages, sources and allocation modes that exclude each other
 * or that this QEMU does not have. */
void memory_backing_check(const Domain *domain, const DomainContext *context, Report *report);

/* A piece of memory.  All borrowed; values that are not given are taken from the node and
 * <memoryBacking>. */
typedef struct {
    const char *id;        /* of the object */
    const char *file;      /* its file name, if it is in a file */
    uint64_t kib;          /* in whole blocks */
    OptionalUint cell;     /* the guest's node */
    bool is_whole;         /* it is all initial memory, so nodes have none */
    const char *path;      /* nullable: an existing file to use */
    bool is_persistent;    /* that file is persistent memory of the host */
    OptionalUint page_kib; /* the size of its pages */
    OptionalUint align_kib;
    const char *nodeset; /* nullable: the host's nodes */
    MemoryAccess access;
    Tristate discard;
} MemoryPiece;

/* Returns: true when all of the guest's memory can be shared with another process. */
bool memory_backing_is_shared(const Domain *domain);

/* Returns: true when QEMU's own allocation gives the piece all that the document says of it. */
bool memory_backing_is_plain(const MemoryPiece *piece, const Domain *domain);

/* Fills the empty @part with QEMU's memory backend object of the piece. */
void memory_backing_write(const MemoryPiece *piece, const Domain *domain,
                          const DomainContext *context, JsonObject *part);
