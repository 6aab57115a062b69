/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>

/* Drops all rights of this process except those on its open files: capabilities, supplementary
 * groups, new privileges, and by a seccomp filter every system call that opens, creates or reaches
 * anything else.  It keeps its user: processes of another one, such as QEMU's, could reach it.
 * Returns: false, with errno, when capabilities could not be given up.  A kernel without filters is
 * no failure. */
bool confine_process(void);
