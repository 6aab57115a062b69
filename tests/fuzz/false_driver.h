/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "false_services.h"
#include "rpc/procedure.h"

/*
 * A driver without any QEMU: one guest that is said to run, and whose far ends whoever holds this
 * plays.
 *
 * Its programs are the server's own, less what would ask a QEMU, a disk or the host.  Some calls
 * wait on a worker at a gate: as long as that is closed they are at work.
 */
typedef struct {
    Driver driver;
    DriverConfig config;
    FalseServices services;
    GMainContext *context;
    Guest *guest;
    int console;      /* the other end of its console; -1: hung up */
    GArray *pictures; /* int: the other ends of what streams carry; under the gate's lock */
    Program remote, qemu;
    const Program *programs[2];
} FalseDriver;

/* Returns: (owned) a driver whose gate is open. */
FalseDriver *false_driver_new(void);

/* Its server was freed. */
void false_driver_free(FalseDriver *false_driver);

void false_driver_set_gate(bool is_open);
bool false_driver_is_gate_open(void);

/* Returns: (owned by the caller, -1: none) the other end of a stream that was begun, the oldest
 * first. */
int false_driver_take_picture(FalseDriver *false_driver);

/* Hangs up the guest's console. */
void false_driver_hang_up(FalseDriver *false_driver);
