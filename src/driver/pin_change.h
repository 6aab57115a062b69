/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Changes of the pins of a guest's threads (virsh vcpupin, emulatorpin, iothreadpin).  Those of the
 * next start only: a running guest keeps its pins.
 */

/* Which thread: a vCPU by its number, an I/O thread by its id, or all others together. */
typedef enum { PIN_VCPU, PIN_IOTHREAD, PIN_EMULATOR } PinKind;

typedef struct {
    PinKind kind;
    unsigned thread;
    const uint8_t *map; /* of host CPUs: bit 0 of the first byte is CPU 0 */
    size_t map_bytes;
} PinChange;

/* Pins a thread.  @flags: VIR_DOMAIN_AFFECT_*.  On a worker that holds the guest's job.  Errors:
 * INVALID_ARG for an empty map and for a thread that there is not, OPERATION_UNSUPPORTED for a
 * running guest, amend()'s. */
bool pin_change(Driver *driver, Guest *guest, const PinChange *change, unsigned flags,
                GError **error);
