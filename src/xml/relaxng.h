/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stddef.h>

#include "base/report.h"

/*
 * Validation against a RELAX NG schema file.
 *
 * It runs in a child process: libvirt's domain.rng takes megabytes of memory, and libxml2 needs a
 * process-wide hook to read it (see relaxng.c).  Blocks until the child has ended.  Only for
 * single-threaded programs.
 */

/* Checks @text of @length bytes against the schema file @schema.  What the schema refuses is added
 * to
 * @report with its line; a schema that cannot be read is one error, too. */
void relaxng_validate(const char *schema, const char *text, size_t length, Report *report);
