/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * What a run needs of the host before QEMU starts: its folder, the display's port, tap devices, the
 * right to read its images.  The run's undo list gives it back; here is what QEMU inherits.
 */
typedef struct {
    GArray *descriptors; /* int: opened by us, to be inherited by QEMU */
    int monitor_fd;      /* one of them: listens at the monitor's path */
    GPtrArray *images;   /* ImageRecord *: what is to be lent */
} Resources;

/* Takes NULL.  Closes the descriptors that are still open here; undoes nothing. */
void resources_free(Resources *resources);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Resources, resources_free)

/* Gets all that @live needs, and writes into it what was chosen (ports, names of tap devices,
 * what images are based on).  All
 * of it is in the undo list of @run, which has a writer, also when it fails.  On a worker; waits
 * for the disk.  Returns: (owned, nullable) what QEMU is to inherit.  Errors: SYSTEM_ERROR and
 * others, naming what cannot be had. */
Resources *resources_acquire(Driver *driver, Definition *live, Run *run, GError **error);

/* QEMU has what it is to inherit: ours is closed, so that its death ends every connection to it. */
void resources_hand_over(Resources *resources);
