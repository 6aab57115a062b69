/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/* Appends one entry of a program's option table as reStructuredText for its man page,
 * untranslated. */
void option_rst_append(GString *text, const GOptionEntry *entry);
