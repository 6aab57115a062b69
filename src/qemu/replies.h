/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/transcript.h"

/*
 * Recorded probes of libvirt's test data: QEMU's answers as JSON objects, separated by blank lines.
 *
 * Newer ones have each command before its answer.  Older ones (libvirt 1.3 to 3.x, QEMU up to 2.9)
 * have answers alone; what was asked follows from the order, which replies.c has as a table.
 */

/* Returns: (owned, nullable) the questions with their answers. @name: of the file, for messages.
 * Errors: INVALID_ARG. */
Transcript *replies_parse(const char *text, size_t length, const char *name, GError **error);
