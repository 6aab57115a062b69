/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/serial.h"

/*
 * <console>: a console of the guest and its host end.
 *
 * The first console may have the target type 'serial'.  It is then no device but an alias of the
 * first serial port, and shows that port's source, number and address.  A console of type 'virtio'
 * is a device on a virtio-serial controller.
 */
typedef enum {
    CONSOLE_TARGET_NONE,
    CONSOLE_TARGET_SERIAL,
    CONSOLE_TARGET_VIRTIO,
    CONSOLE_TARGET_XEN,
    CONSOLE_TARGET_UML,
    CONSOLE_TARGET_LXC,
    CONSOLE_TARGET_OPENVZ,
    CONSOLE_TARGET_SCLP,
    CONSOLE_TARGET_SCLPLM,
} ConsoleTargetType;

typedef struct {
    ConsoleTargetType type;
    OptionalUint port;
} ConsoleTarget;

typedef struct {
    Device device;
    Chardev chardev;
    ConsoleTarget target;
    const Serial *serial; /* (borrowed) the port that this is an alias of; NULL: a device itself */
} Console;

extern const DeviceKind console_kind;
