/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/names.h"

int
name_table_value(const NameTable *table, const char *name)
{
    for (int i = 0; i < table->n_names; i++)
        if (table->names[i] != NULL && g_str_equal(table->names[i], name))
            return i;
    return -1;
}

const char *
name_table_name(const NameTable *table, int value)
{
    return value >= 0 && value < table->n_names ? table->names[value] : NULL;
}

char *
name_table_list(const NameTable *table)
{
    GString *list = g_string_new(NULL);

    for (int i = 0; i < table->n_names; i++)
        if (table->names[i] != NULL)
            g_string_append_printf(list, "%s'%s'", list->len > 0 ? ", " : "", table->names[i]);
    return g_string_free(list, FALSE);
}
