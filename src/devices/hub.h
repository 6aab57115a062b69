/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <hub>: a USB hub; its ports are named like "1.2".
 */
typedef enum { HUB_NONE, HUB_USB } HubType;

typedef struct {
    Device device;
    HubType type;
} Hub;

extern const DeviceKind hub_kind;
