/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "domain/virtio.h"

/*
 * <crypto>: a cryptographic device, in libvirt since 9.1.
 */
typedef enum { CRYPTO_MODEL_NONE, CRYPTO_VIRTIO } CryptoModel;
typedef enum { CRYPTO_TYPE_NONE, CRYPTO_QEMU } CryptoType;
typedef enum { CRYPTO_BACKEND_NONE, CRYPTO_BUILTIN, CRYPTO_LKCF } CryptoBackendModel;

typedef struct {
    CryptoBackendModel model;
    OptionalUint queues;
} CryptoBackend;

typedef struct {
    VirtioOptions virtio;
} CryptoDriver;

typedef struct {
    Device device;
    CryptoModel model;
    CryptoType type;
    CryptoBackend backend;
    CryptoDriver driver;
} Crypto;

extern const DeviceKind crypto_kind;
