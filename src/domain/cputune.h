/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <cputune>: how the host shares its processors.  Nothing of it is QEMU's; it is kept for whoever
 * sets up control groups.
 */
typedef struct {
    OptionalUint vcpu;
    char *cpuset;
} VcpuPin;

typedef struct {
    char *cpuset;
} EmulatorPin;

typedef struct {
    OptionalUint shares, period, global_period, emulator_period;
    OptionalInt quota, global_quota, emulator_quota;
    GPtrArray *vcpu_pins; /* (owned, nullable) VcpuPin * */
    EmulatorPin emulator_pin;
} DomainCpuTune;

extern const XmlBinding cputune_binding;

void cputune_check(const Domain *domain, const DomainContext *context, Report *report);
