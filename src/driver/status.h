/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * What is kept on disk of a guest that runs, so that a daemon that was restarted takes it over
 * (take_over.h).  On a worker: all of it waits for the disk.
 */

/* Keeps what @live and @run are before or while QEMU runs; the guest need not be published yet. */
bool status_save_start(Driver *driver, Guest *guest, const Definition *live, Run *run,
                       GError **error);

/* Keeps the guest as it is now, if it runs.  For the holder of its job; a problem is logged: what
 * was kept before is still good enough to find its QEMU. */
void status_save(Driver *driver, Guest *guest);

/* Returns: the flags with which the guest of @status was undefined while it ran; 0: it was not. */
unsigned status_undefine_flags(const GuestStatus *status);

/* Takes over into @live, the model of the guest of @status that nobody else sees yet, the block
 * node numbers that the document in @status does not tell. */
void status_recall_nodes(const GuestStatus *status, Domain *live);
