/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/* Appends a row of a program's option table as a man page shows it, untranslated. */
void option_rst_append(GString *text, const GOptionEntry *entry);
