/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/virtiofs.h"
#include "domain/domain.h"
#include "domain/virtio.h"

/*
 * <filesystem>: shares a folder of the host with the guest, by 9p or virtiofs.
 */
typedef enum {
    FILESYSTEM_TYPE_NONE,
    FILESYSTEM_MOUNT,
    FILESYSTEM_TEMPLATE, /* refused from here on */
    FILESYSTEM_FILE,
    FILESYSTEM_BLOCK,
    FILESYSTEM_RAM,
    FILESYSTEM_BIND,
    FILESYSTEM_VOLUME,
} FilesystemType;

typedef enum {
    FILESYSTEM_ACCESS_NONE,
    FILESYSTEM_PASSTHROUGH,
    FILESYSTEM_MAPPED,
    FILESYSTEM_SQUASH,
} FilesystemAccess;

typedef enum {
    FILESYSTEM_MODEL_NONE,
    FILESYSTEM_VIRTIO,
    FILESYSTEM_VIRTIO_TRANSITIONAL,
    FILESYSTEM_VIRTIO_NON_TRANSITIONAL,
} FilesystemModel;

typedef enum {
    FILESYSTEM_DRIVER_NONE,
    FILESYSTEM_PATH,
    FILESYSTEM_VIRTIOFS,
    FILESYSTEM_HANDLE, /* refused from here on */
    FILESYSTEM_LOOP,
    FILESYSTEM_NBD,
    FILESYSTEM_PLOOP,
    FILESYSTEM_MTP,
} FilesystemDriverType;

typedef struct {
    FilesystemDriverType type;
    int write_policy;   /* path: 1: immediate */
    OptionalUint queue; /* virtiofs */
    VirtioOptions virtio;
} FilesystemDriver;

typedef struct {
    char *dir;
    char *socket; /* virtiofs: of an existing virtiofsd */
} FilesystemSource;

typedef struct {
    char *dir; /* the mount tag */
} FilesystemTarget;

typedef struct {
    Device device;
    FilesystemType type;
    FilesystemAccess access;
    FilesystemModel model;
    int multidevs;
    char *fmode, *dmode; /* octal */
    FilesystemDriver driver;
    VirtiofsBinary binary;
    VirtiofsIdMap id_map; /* virtiofs */
    FilesystemSource source;
    FilesystemTarget target;
    bool is_readonly;
} Filesystem;

extern const DeviceKind filesystem_kind;
