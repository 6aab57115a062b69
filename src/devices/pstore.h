/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * <pstore>: a PCI device with a file of the host's, in which a guest's kernel keeps the records of
 * a crash.  Guests find it by ACPI.
 */
typedef enum { PSTORE_BACKEND_NONE, PSTORE_ACPI_ERST } PstoreBackend;

typedef struct {
    OptionalUint kib;
} PstoreSize;

typedef struct {
    Device device;
    PstoreBackend backend;
    char *path;
    PstoreSize size;
} Pstore;

extern const DeviceKind pstore_kind;
