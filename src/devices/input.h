/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "domain/virtio.h"

/*
 * <input>: keyboard, mouse or tablet, on USB or virtio.
 *
 * A guest with a display gets a USB keyboard and a USB pointer, unless USB is disabled.
 */
typedef enum {
    INPUT_TYPE_NONE,
    INPUT_TABLET,
    INPUT_MOUSE,
    INPUT_KEYBOARD,
    INPUT_PASSTHROUGH,
    INPUT_EVDEV,
} InputType;

typedef enum { INPUT_BUS_NONE, INPUT_USB, INPUT_VIRTIO, INPUT_PS2, INPUT_XEN } InputBus;

typedef enum {
    INPUT_MODEL_NONE,
    INPUT_MODEL_VIRTIO,
    INPUT_MODEL_VIRTIO_TRANSITIONAL,
    INPUT_MODEL_VIRTIO_NON_TRANSITIONAL,
} InputModel;

typedef struct {
    VirtioOptions virtio;
} InputDriver;

typedef struct {
    char *evdev; /* passthrough */
    char *dev;   /* evdev, like the next members */
    int grab, grab_toggle;
    Tristate repeat;
} InputSource;

typedef struct {
    Device device;
    InputType type;
    InputBus bus;
    InputModel model;   /* virtio */
    InputDriver driver; /* virtio */
    InputSource source;
} Input;

extern const DeviceKind input_kind;
