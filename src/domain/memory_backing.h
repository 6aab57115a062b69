/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <memoryBacking>: what the host is to make the guest's memory of, and the object of QEMU's that a
 * piece of it becomes: of all of the guest, of one of its nodes, or of a module.
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
    char *nodeset; /* the guest's nodes; NULL: all that no other page size is for */
} HugePage;

typedef struct {
    GPtrArray *pages; /* (owned, nullable) HugePage *; NULL: of the host's usual size */
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

void memory_backing_complete(Domain *domain, const DomainContext *context, Report *report);
void memory_backing_check(const Domain *domain, const DomainContext *context, Report *report);

/* A piece of memory.  All borrowed; what is not given is taken from the node and from
 * <memoryBacking>. */
typedef struct {
    const char *id;        /* of the object */
    const char *file;      /* the name of its file, should it be in one */
    uint64_t kib;          /* in whole blocks */
    OptionalUint cell;     /* the guest's node */
    bool is_whole;         /* it is all that the guest starts with, so that no node has any */
    const char *path;      /* nullable: the file is this one, and not ours */
    bool is_persistent;    /* that file is persistent memory of the host */
    OptionalUint page_kib; /* the size of its pages */
    OptionalUint align_kib;
    const char *nodeset; /* nullable: the host's nodes */
    MemoryAccess access;
    Tristate discard;
} MemoryPiece;

/* Returns: true when another process can be given all of the guest's memory. */
bool memory_backing_is_shared(const Domain *domain);

/* Writes the piece as QEMU's object into the empty @part. */
void memory_backing_write(const MemoryPiece *piece, const Domain *domain,
                          const DomainContext *context, JsonObject *part);
