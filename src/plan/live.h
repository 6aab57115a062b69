/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "plan/plan.h"

/*
 * What a running guest's document has and its definition has not: all that was chosen for one run.
 *
 * A live plan is a plan of its own, made from the definition anew; what is written into it here is
 * dropped when the document is planned again.
 */

/* Chooses what can be chosen before QEMU starts (the sockets of channels), and rounds the sizes of
 * memory to what QEMU is given.  Before plan_argv(). */
void live_prepare(Plan *plan);

/* Says that the guest runs as number @id, and how its devices are called.  After plan_argv(). */
void live_name(Plan *plan, unsigned id);

/* Says that the chardev @chardev_id of QEMU ("char" and the device's id) is the pseudo terminal
 * @path. */
void live_set_pty(Domain *domain, const char *chardev_id, const char *path);

/* Returns: (borrowed, nullable) the pseudo terminal of the device called @alias; NULL: of the first
 * console, or else of the first serial port. */
const char *live_pty_of(const Domain *domain, const char *alias);

/* Reads the document of a running guest, as plan_xml() has written a live plan.  It is as it was: a
 * guest that runs is neither completed nor placed anew, and its emulator may be gone.  Block node
 * numbers that the document does not tell are for live_nodes_recall().  Returns: (owned, nullable)
 * the model; NULL when there is an error in @report. */
Domain *live_read(const DeviceTable *devices, const char *text, size_t length, Report *report);
