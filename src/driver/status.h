/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Writes the status file of a running guest, from which a restarted daemon takes it over
 * (take_over.h).
 */

/* Writes @live and @run before QEMU is started and while it starts; they need not be published in
 * the guest yet.  On a worker that holds the guest's job: waits for the disk.  Errors:
 * SYSTEM_ERROR. */
bool status_save_start(Driver *driver, Guest *guest, const Definition *live, Run *run,
                       GError **error);

/* Writes the guest's current state, if it runs.  On a worker that holds the guest's job: waits for
 * the disk.  A failure is only logged: the previous file is enough to find its QEMU. */
void status_save(Driver *driver, Guest *guest);

/* Returns: the flags with which the guest of @status was undefined while it ran; 0: it was not.
 * Any thread. */
unsigned status_undefine_flags(const GuestStatus *status);

/* Takes over into @live, the model of the guest of @status that nobody else sees yet, the block
 * node numbers that the document in @status does not tell. */
void status_recall_nodes(const GuestStatus *status, Domain *live);
