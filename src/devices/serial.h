/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/chardev.h"
#include "domain/domain.h"

/*
 * <serial>: a serial port.
 *
 * A pseries guest's native port is the spapr-vty, a VIO device; the firmware's console is the first
 * of them.  PCI and USB ports can be added.
 */
typedef enum {
    SERIAL_TARGET_NONE,
    SERIAL_TARGET_SPAPR_VIO,
    SERIAL_TARGET_PCI,
    SERIAL_TARGET_USB,
    SERIAL_TARGET_ISA,
    SERIAL_TARGET_SYSTEM,
    SERIAL_TARGET_SCLP,
    SERIAL_TARGET_ISA_DEBUG,
} SerialTargetType;

typedef enum {
    SERIAL_MODEL_NONE,
    SERIAL_MODEL_SPAPR_VTY,
    SERIAL_MODEL_PCI,
    SERIAL_MODEL_USB,
    SERIAL_MODEL_ISA,
    SERIAL_MODEL_PL011,
    SERIAL_MODEL_16550A,
    SERIAL_MODEL_SCLP,
    SERIAL_MODEL_SCLPLM,
    SERIAL_MODEL_ISA_DEBUGCON,
} SerialModelName;

typedef struct {
    SerialModelName name;
} SerialModel;

typedef struct {
    SerialTargetType type;
    OptionalUint port;
    SerialModel model;
} SerialTarget;

typedef struct {
    Device device;
    Chardev chardev;
    SerialTarget target;
} Serial;

extern const DeviceKind serial_kind;

/* Returns: (borrowed, nullable) the guest's first serial port. */
Serial *serial_first(const Domain *domain);

/* Assigns a number to the port, and to all others without one. */
void serial_number(Serial *serial, Domain *domain);

/* True when a <console> is added for this port if the document has none, as libvirt does for the
 * platform's native port. */
bool serial_has_console(const Serial *serial, const DomainContext *context);
