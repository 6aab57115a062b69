/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/chardev.h"
#include "domain/domain.h"

/*
 * <redirdev>: a USB port whose device is at the other end of a chardev, for instance at a SPICE
 * viewer.
 */
typedef enum { REDIRDEV_BUS_ABSENT, REDIRDEV_USB } RedirdevBus;

typedef struct {
    Device device;
    RedirdevBus bus;
    Chardev chardev;
} Redirdev;

extern const DeviceKind redirdev_kind;
