/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"

/*
 * What a running guest has and its definition has not: what was chosen at start.
 */

/* Says that the chardev @chardev_id of QEMU ("char" and the device's id) is the pseudo terminal
 * @path. */
void live_set_pty(Domain *domain, const char *chardev_id, const char *path);

/* Returns: (borrowed, nullable) the pseudo terminal of the device called @alias; NULL: of the first
 * console, or else of the first serial port. */
const char *live_pty_of(const Domain *domain, const char *alias);
