/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/number_set.h"

static void
append_range(GArray *numbers, const char *range)
{
    char *end = NULL;
    guint first = (guint)g_ascii_strtoull(range, &end, 10);
    guint last = *end == '-' ? (guint)g_ascii_strtoull(end + 1, NULL, 10) : first;

    for (guint number = first; number <= last; number++)
        g_array_append_val(numbers, number);
}

GArray *
number_set_list(const char *text)
{
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    g_auto(GStrv) ranges = g_strsplit(text != NULL ? text : "", ",", -1);

    for (size_t i = 0; ranges[i] != NULL; i++)
        append_range(numbers, ranges[i]);
    return numbers;
}
