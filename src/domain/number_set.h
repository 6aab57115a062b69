/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/* Returns: (owned) guint, ascending: the numbers in @text, which has the form of xml_type_cpu_set
 * ("0-3,5"; NULL: none). */
GArray *number_set_list(const char *text);
