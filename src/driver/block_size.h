/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Sizes of disk images, by the files of the host, or as QEMU tells them.
 */
typedef struct {
    uint64_t capacity, allocation, physical; /* bytes */
} BlockSize;

/* Reads the size of the image of @format (nullable: raw) in the file or device @path.  On a worker:
 * blocks on the image's storage; needs no job.  Errors: SYSTEM_ERROR when it cannot be read. */
bool block_size_read(const char *path, const char *format, BlockSize *size, GError **error);

/* The same for the guest's disk whose target or source is @path.  On a worker that holds the
 * guest's job.  Errors: also INVALID_ARG for an unknown disk or one without an image,
 * INTERNAL_ERROR for an image in no file or device when no QEMU has it open. */
bool block_size_get(Guest *guest, const char *path, BlockSize *size, GError **error);
