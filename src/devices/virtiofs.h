/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "qemu/part.h"

/*
 * A <filesystem> with <driver type='virtiofs'/>: a helper process, virtiofsd, serves the folder
 * over a socket and accesses the guest's memory directly.
 */
typedef enum {
    VIRTIOFS_CACHE_GIVEN_NONE,
    VIRTIOFS_CACHE_NONE,
    VIRTIOFS_CACHE_ALWAYS
} VirtiofsCacheMode;

typedef enum {
    VIRTIOFS_SANDBOX_NONE,
    VIRTIOFS_SANDBOX_NAMESPACE,
    VIRTIOFS_SANDBOX_CHROOT
} VirtiofsSandboxMode;

typedef struct {
    VirtiofsCacheMode mode;
} VirtiofsCache;

typedef struct {
    VirtiofsSandboxMode mode;
} VirtiofsSandbox;

typedef struct {
    Tristate posix, flock;
} VirtiofsLock;

typedef struct {
    OptionalUint size;
} VirtiofsThreadPool;

typedef struct {
    OptionalUint max;
} VirtiofsOpenFiles;

/* Ids of the guest from @start on are those of the host from @target on. */
typedef struct {
    OptionalUint start, target, count;
} VirtiofsIdRange;

/* (owned, nullable) VirtiofsIdRange *, in ascending order after complete() */
typedef struct {
    GPtrArray *uids, *gids;
} VirtiofsIdMap;

/* The program and its options. */
typedef struct {
    char *path;
    Tristate xattr;
    VirtiofsCache cache;
    VirtiofsSandbox sandbox;
    VirtiofsLock lock;
    VirtiofsThreadPool thread_pool;
    VirtiofsOpenFiles open_files;
} VirtiofsBinary;

extern const XmlBinding virtiofs_binary_binding, virtiofs_id_map_binding;

/* Sorts the ranges. */
void virtiofs_id_map_complete(VirtiofsIdMap *map);

/* QEMU's device type. */
extern const char virtiofs_device[];

/* A share as QEMU sees it.  All borrowed. */
typedef struct {
    const char *tag;    /* the mount tag */
    const char *socket; /* (nullable) of an existing virtiofsd; NULL: the guest's own */
    OptionalUint queue_size;
} Virtiofs;

/* Reports what QEMU would refuse. */
void virtiofs_check(const Virtiofs *share, const Device *device, const Domain *domain,
                    Report *report);

/* Returns: (owned) the socket path of the guest's own virtiofsd. */
char *virtiofs_own_socket(const Device *device, const DomainContext *context);

/* Appends the socket chardev and the device without its address.  Returns: (borrowed) the device's
 * options. */
JsonObject *virtiofs_parts(const Virtiofs *share, const Device *device,
                           const DomainContext *context, PartList *parts);
