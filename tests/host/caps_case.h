/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/capabilities.h"

/* What tests of documents of capabilities share. */

/* Returns: (owned) what the recorded QEMU 7.2 can do. */
Capabilities *caps_case_recorded(void);

/* Checks @text against libvirt's schema @name ("capability.rng"), where it is installed, and
 * against that of the unpacked stock. */
void caps_case_assert_valid(const char *text, const char *name);

/* Returns: (owned) the texts of all nodes at @path (XPath) in @text, joined by blanks. */
char *caps_case_find(const char *text, const char *path);
void caps_case_assert(const char *text, const char *path, const char *wanted);
