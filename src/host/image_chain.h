/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk.h"
#include "host/driver_config.h"
#include "host/image_files.h"

/*
 * Finds the backing images of a disk by reading image headers.
 *
 * The document states the format of the disk's image, and each header that of the image below it.
 * A raw image is never parsed, since its content is the guest's.
 */

/* If the document does not describe the chain of @disk to its end, opens the further images, reads
 * their headers, and appends them to the chain and to @files.  On a worker: blocks on storage.
 * Errors: OPERATION_INVALID when no header states a format; SYSTEM_ERROR for a file that cannot be
 * opened or read; INTERNAL_ERROR for a loop in the chain and for a damaged header;
 * image_reference_path()'s. */
bool image_chain_detect(const DriverConfig *config, ImageFiles *files, Disk *disk, GError **error);
