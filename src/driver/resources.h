/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * What a run needs of the host before QEMU starts, and gives back at its end: its folder, the
 * display's port, tap devices, the right to read its images.
 */
typedef struct {
    GArray *descriptors; /* int: opened by us, to be inherited by QEMU */
    int monitor_fd;      /* one of them: listens at monitor_path */
    char *monitor_path;
} Resources;

void resources_free(Resources *resources);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Resources, resources_free)

/* Gets all that @live needs, and writes into it what was chosen (ports, names of tap devices).
 * @folder is the run's.  Returns: (owned, nullable) what QEMU is to inherit; on failure nothing is
 * kept.
 */
Resources *resources_acquire(Driver *driver, Definition *live, const char *folder, GError **error);

/* QEMU has what it is to inherit: ours is closed, so that its death ends every connection to it. */
void resources_hand_over(Resources *resources);

/* Gives back what a run of @live had, after its QEMU has ended.  Problems are logged. */
void resources_release(Driver *driver, const Definition *live);
