/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>

/* Returns: (owned) the numbers in @text, as xml_type_cpu_set leaves it ("0-3,5"; nullable: none),
 * as guint, in order. */
GArray *number_set_list(const char *text);
