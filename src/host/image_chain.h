/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/disk.h"
#include "host/image_files.h"

/*
 * What a disk's image is based on, read in the headers of the images.
 *
 * The format of the disk's image is what its document says, that of another one what the header
 * above says.  A raw image is never looked into, whatever a guest has written there.
 */

/* Where the chain of @disk, as its document has it, does not end: opens and reads what it goes on
 * with, appends that to the chain, and to @files.  Blocks.  Errors: OPERATION_INVALID for a format
 * that no header states; SYSTEM_ERROR for a file that cannot be opened or read; INTERNAL_ERROR for
 * a chain that bites its own tail, and a damaged header; those of image_reference_path(). */
bool image_chain_detect(const DriverConfig *config, ImageFiles *files, Disk *disk, GError **error);
