/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <shmem>: memory shared between guests, by name or by a server that also passes interrupts.
 */
typedef enum { SHMEM_ROLE_NONE, SHMEM_MASTER, SHMEM_PEER } ShmemRole;

typedef enum {
    SHMEM_MODEL_NONE,
    SHMEM_IVSHMEM, /* one of the others, in old QEMUs */
    SHMEM_PLAIN,
    SHMEM_DOORBELL,
} ShmemModelType;

typedef struct {
    ShmemModelType type;
} ShmemModel;

typedef struct {
    OptionalUint mib;
} ShmemSize;

typedef struct {
    char *path;
} ShmemServer;

typedef struct {
    OptionalUint vectors;
    Tristate ioeventfd;
} ShmemMsi;

typedef struct {
    Device device;
    char *name;
    ShmemRole role;
    ShmemModel model;
    ShmemSize size;
    ShmemServer *server; /* (owned, nullable) */
    ShmemMsi msi;
} Shmem;

extern const DeviceKind shmem_kind;
