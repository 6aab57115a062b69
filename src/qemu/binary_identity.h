/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

/*
 * What the capabilities of a QEMU depend on, apart from its options: its file, the folders of its
 * modules (a package of modules adds devices to the same file), and whether KVM may be used.
 */

/* Returns: (owned, nullable) a text that is another one when any of these has changed; NULL when
 * there is no file @emulator.  Reads folders' times.  Any thread that may block. */
char *binary_identity(const char *emulator);
