/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/chardev.h"
#include "domain/domain.h"

/*
 * <smartcard>: a card in a reader (<controller type='ccid'>): the host's own, three certificates of
 * the host that stand for one, or one that somebody else's end of a chardev has.
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
    GPtrArray *certificates; /* (owned, nullable) char *: names of three, of the host */
    char *database;          /* certificates: where they are; NULL: the host's usual folder */
    Chardev chardev;         /* passthrough */
} Smartcard;

extern const DeviceKind smartcard_kind;
