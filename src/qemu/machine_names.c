/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/machine_names.h"

#include <string.h>

/* "2.9" is before "2.10". */
static int
compare_versions(gconstpointer left, gconstpointer right)
{
    return strverscmp(*(const char *const *)left, *(const char *const *)right);
}

char *
machine_names(const Capabilities *capabilities)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (unsigned pass = 0; pass < 2 && names->len == 0; pass++)
        for (unsigned i = 0; i < capabilities_n_machines(capabilities); i++) {
            const char *name = capabilities_machine_type(capabilities, i)->name;

            if (pass == 1 || g_str_has_prefix(name, "pseries"))
                g_ptr_array_add(names, (gpointer)name);
        }
    g_ptr_array_sort(names, compare_versions);
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **)names->pdata);
}
