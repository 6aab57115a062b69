/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

/* Gives up all rights of this process but those on its open files: its capabilities, other groups,
 * new privileges, and by a filter every system call that opens, makes or reaches something else. It
 * keeps its user: another one, as QEMU's, could be reached from there.  Returns: false, with errno,
 * when capabilities could not be given up.  A kernel without filters is no failure. */
bool confine_process(void);
