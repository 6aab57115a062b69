/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/chardev.h"
#include "domain/domain.h"

/*
 * <smartcard>: a smart card in a reader (<controller type='ccid'>): the host's, one emulated with
 * three certificates of the host, or one at the other end of a chardev.
 */
typedef enum {
    SMARTCARD_NONE,
    SMARTCARD_HOST,
    SMARTCARD_CERTIFICATES,
    SMARTCARD_PASSTHROUGH,
} SmartcardMode;

typedef struct {
    Device device;
    SmartcardMode mode;
    GPtrArray *certificates; /* (owned, nullable) char *: names of three certificates */
    char *database;          /* certificates: their folder; NULL: the default one */
    Chardev chardev;         /* passthrough */
} Smartcard;

extern const DeviceKind smartcard_kind;
