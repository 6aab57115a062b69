/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <memory> below <devices>: a memory module, plain (dimm) or persistent (nvdimm).
 *
 * PAPR hotplugs memory in blocks of 256 MiB, so a module's size is rounded up to them.  For an
 * nvdimm the size without the label area is rounded down.
 */
typedef enum {
    MEMORY_MODEL_NONE,
    MEMORY_MODEL_DIMM,
    MEMORY_MODEL_NVDIMM,
    MEMORY_MODEL_VIRTIO_PMEM,
    MEMORY_MODEL_VIRTIO_MEM,
    MEMORY_MODEL_SGX
} MemoryModel;

typedef struct {
    OptionalUint kib;
} ModuleSize;

typedef struct {
    ModuleSize size;
} ModuleLabel;

typedef struct {
    ModuleSize size;
    OptionalUint node;
    ModuleLabel label;
    bool is_readonly;
} ModuleTarget;

typedef struct {
    char *nodemask; /* dimm: the host's nodes */
    ModuleSize page_size;
    char *path; /* nvdimm: the file with its content */
    ModuleSize align_size;
    bool is_persistent;
} ModuleSource;

typedef struct {
    Device device;
    MemoryModel model;
    MemoryAccess access;
    Tristate discard;
    char *uuid;
    ModuleSource source;
    ModuleTarget target;
} MemoryModule;

extern const DeviceKind memory_module_kind;
