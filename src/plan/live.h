/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"

/*
 * What a running guest's document has beyond its definition: everything that was chosen for this
 * run.
 *
 * A live plan is a new plan of the definition.  What these functions write into it is dropped when
 * the document is planned again.
 */

/* Chooses what is known before QEMU starts (paths of channel sockets) and rounds memory sizes to
 * what QEMU is given.  Call it before plan_argv(). */
void live_prepare(Plan *plan);

/* Sets the guest's id and the aliases of its devices.  Call it after plan_argv(). */
void live_name(Plan *plan, unsigned id);

/* Stores @path as the pseudo terminal of QEMU's chardev @chardev_id ("char" and the device's
 * id). */
void live_set_pty(Domain *domain, const char *chardev_id, const char *path);

/* Returns: (borrowed, nullable) the pseudo terminal of the device called @alias; NULL: of the first
 * console, or else of the first serial port. */
const char *live_pty_of(const Domain *domain, const char *alias);

/* Reads the document of a running guest that plan_xml() wrote of a live plan.  It is used as it is,
 * neither completed nor placed: its emulator may be gone.  Block node numbers that the document
 * does not tell are for live_nodes_recall().  Returns: (owned, nullable) the model; NULL when there
 * is an error in @report. */
Domain *live_read(const DeviceTable *devices, const char *text, size_t length, Report *report);
