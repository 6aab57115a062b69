/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/option_rst.h"

void
option_rst_append(GString *text, const GOptionEntry *entry)
{
    if (entry->short_name != 0) {
        g_string_append_printf(text, "-%c", entry->short_name);
        if (entry->arg_description != NULL)
            g_string_append_printf(text, " %s", entry->arg_description);
        g_string_append(text, ", ");
    }
    g_string_append_printf(text, "--%s", entry->long_name);
    if (entry->arg_description != NULL)
        g_string_append_printf(text, "=%s", entry->arg_description);
    g_string_append_printf(text, "\n    %s\n\n", entry->description);
}
