/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <redirfilter>: which USB devices may be redirected; the first matching rule counts.  It applies
 * to all redirected ports of a guest.
 */
typedef struct {
    OptionalUint class_code, vendor, product; /* not set: any */
    OptionalUint version;                     /* in binary coded decimal: 2.56 is 0x0256 */
    Tristate allow;
} RedirRule;

typedef struct {
    Device device;
    GPtrArray *rules; /* (owned, nullable) RedirRule * */
} Redirfilter;

extern const DeviceKind redirfilter_kind;

/* Returns: (owned, nullable) the guest's rules in QEMU's form:
 * "0x08:0x1234:0xBEEF:0x0256:1|-1:-1:-1:-1:0"; NULL when it has none. */
char *redirfilter_text(const Domain *domain);
