/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <watchdog>: a PCI device that acts when the guest stops resetting it.  Several have one action.
 */
typedef enum {
    WATCHDOG_NONE,
    WATCHDOG_I6300ESB,
    WATCHDOG_IB700, /* refused from here on */
    WATCHDOG_DIAG288,
    WATCHDOG_ITCO,
} WatchdogModel;

typedef enum {
    WATCHDOG_ACTION_NONE_GIVEN,
    WATCHDOG_RESET,
    WATCHDOG_SHUTDOWN,
    WATCHDOG_POWEROFF,
    WATCHDOG_PAUSE,
    WATCHDOG_DUMP,
    WATCHDOG_IGNORE,
    WATCHDOG_INJECT_NMI,
} WatchdogAction;

typedef struct {
    Device device;
    WatchdogModel model;
    WatchdogAction action;
} Watchdog;

extern const DeviceKind watchdog_kind;
