/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "qemu/part.h"

/*
 * A <filesystem> with <driver type='virtiofs'/>: a program beside QEMU, virtiofsd, serves the
 * folder over a socket, and reads and writes the guest's memory itself.
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

/* The program, and what it is told. */
typedef struct {
    char *path;
    Tristate xattr;
    VirtiofsCache cache;
    VirtiofsSandbox sandbox;
    VirtiofsLock lock;
    VirtiofsThreadPool thread_pool;
} VirtiofsBinary;

extern const XmlBinding virtiofs_binary_binding;

/* QEMU's device type. */
extern const char virtiofs_device[];

/* What a share is to QEMU.  All borrowed. */
typedef struct {
    const char *tag;    /* what the guest finds it by */
    const char *socket; /* (nullable) of a program that runs already; NULL: of the guest's own */
    OptionalUint queue_size;
} Virtiofs;

/* Errors for what QEMU would refuse. */
void virtiofs_check(const Virtiofs *share, const Device *device, const Domain *domain,
                    Report *report);

/* Returns: (owned) where the guest's own program is to listen. */
char *virtiofs_own_socket(const Device *device, const DomainContext *context);

/* Appends the socket, and the device without its address.  Returns: (borrowed) the device. */
JsonObject *virtiofs_parts(const Virtiofs *share, const Device *device,
                           const DomainContext *context, PartList *parts);
