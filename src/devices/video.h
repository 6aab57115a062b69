/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "domain/virtio.h"

/*
 * <video>: a graphics card.  A guest with a display has one; the first is the primary one unless
 * another is marked.
 */
typedef enum {
    VIDEO_MODEL_ABSENT,
    VIDEO_VGA,
    VIDEO_CIRRUS,
    VIDEO_BOCHS,
    VIDEO_VIRTIO,
    VIDEO_NONE,
    VIDEO_QXL,
    VIDEO_VMVGA,
    VIDEO_RAMFB,
    VIDEO_XEN,
    VIDEO_VBOX,
    VIDEO_GOP,
} VideoModelType;

typedef enum { VIDEO_DRIVER_ABSENT, VIDEO_DRIVER_QEMU, VIDEO_DRIVER_VHOSTUSER } VideoDriverName;

typedef struct {
    VideoDriverName name;
    VirtioOptions virtio;
} VideoDriver;

typedef struct {
    Tristate accel2d, accel3d;
    unsigned line; /* 0 without the element */
} VideoAcceleration;

typedef struct {
    OptionalUint x, y;
} VideoResolution;

/* The form of a virtio card. */
typedef enum {
    VIDEO_DEVICE_NONE,
    VIDEO_DEVICE_GPU,
    VIDEO_DEVICE_GPU_GL,
    VIDEO_DEVICE_VGA,
    VIDEO_DEVICE_VGA_GL,
    VIDEO_DEVICE_VHOST_GPU, /* refused from here on */
    VIDEO_DEVICE_VHOST_VGA,
} VideoDevice;

typedef struct {
    VideoModelType type;
    OptionalUint vram;                /* KiB */
    OptionalUint ram, vgamem, vram64; /* KiB; qxl */
    OptionalUint heads;
    Tristate primary;
    Tristate blob;      /* virtio: memory of the guest shown as it is */
    Tristate edid;      /* virtio, vga, bochs */
    VideoDevice device; /* virtio */
    VideoAcceleration acceleration;
    VideoResolution resolution;
} VideoModel;

typedef struct {
    Device device;
    VideoModel model;
    VideoDriver driver;
} Video;

extern const DeviceKind video_kind;
