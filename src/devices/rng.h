/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/chardev.h"
#include "domain/domain.h"
#include "domain/virtio.h"

/*
 * <rng>: a virtio random number generator, with entropy from a file of the host, a daemon behind a
 * character device, or QEMU itself.
 */
typedef enum {
    RNG_MODEL_NONE,
    RNG_VIRTIO,
    RNG_VIRTIO_TRANSITIONAL,
    RNG_VIRTIO_NON_TRANSITIONAL,
} RngModel;

typedef enum { RNG_BACKEND_NONE, RNG_RANDOM, RNG_BUILTIN, RNG_EGD } RngBackendModel;

typedef struct {
    RngBackendModel model;
    char *path;      /* random: the text */
    Chardev chardev; /* egd: the source of entropy */
} RngBackend;

typedef struct {
    OptionalUint bytes;
    OptionalUint period; /* milliseconds */
} RngRate;

typedef struct {
    VirtioOptions virtio;
} RngDriver;

typedef struct {
    Device device;
    RngModel model;
    RngBackend backend;
    RngRate rate;
    RngDriver driver;
} Rng;

extern const DeviceKind rng_kind;
