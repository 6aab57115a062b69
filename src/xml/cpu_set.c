/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/scalar.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The size of libvirt's CPU bitmaps. */
enum { MAX_CPUS = 16384 };

typedef struct {
    bool has[MAX_CPUS];
} CpuSet;

static bool
read_cpu(const char *text, size_t *cpu)
{
    g_autofree char *digits = g_strstrip(g_strdup(text));
    guint64 number = 0;

    if (!g_ascii_string_to_unsigned(digits, 10, 0, MAX_CPUS - 1, &number, NULL))
        return false;
    *cpu = (size_t)number;
    return true;
}

/* Adds "3" or "3-5" to @set, or removes "^4" from it. */
static bool
apply(CpuSet *set, char *item)
{
    bool is_wanted = item[0] != '^';
    char *dash = strchr(item, '-');
    size_t first = 0;
    size_t last = 0;

    if (dash != NULL)
        *dash = '\0';
    if (!read_cpu(is_wanted ? item : item + 1, &first))
        return false;
    last = first;
    if (dash != NULL && (!is_wanted || !read_cpu(dash + 1, &last) || last < first))
        return false;
    memset(set->has + first, is_wanted, last - first + 1);
    return true;
}

static size_t
end_of_run(const CpuSet *set, size_t first)
{
    size_t last = first;

    while (last + 1 < MAX_CPUS && set->has[last + 1])
        last++;
    return last;
}

static char *
ranges_of(const CpuSet *set)
{
    GString *ranges = g_string_new(NULL);

    for (size_t first = 0; first < MAX_CPUS; first++) {
        size_t last = 0;

        if (!set->has[first])
            continue;
        last = end_of_run(set, first);
        g_string_append_printf(ranges, "%s%zu", ranges->len > 0 ? "," : "", first);
        if (last > first)
            g_string_append_printf(ranges, "-%zu", last);
        first = last;
    }
    return g_string_free(ranges, FALSE);
}

static char *
cpu_set_expected(void)
{
    return g_strdup_printf(_("CPU numbers and ranges below %d, as in '0-3,5,^2'"), MAX_CPUS);
}

static char *
cpu_set_parse(const XmlField *field, const char *text, void *value)
{
    g_autofree CpuSet *set = g_new0(CpuSet, 1);
    g_auto(GStrv) items = g_strsplit(text, ",", -1);
    g_autofree char *ranges = NULL;

    (void)field;
    for (char **item = items; *item != NULL; item++)
        if (!apply(set, g_strstrip(*item)))
            return cpu_set_expected();
    ranges = ranges_of(set);
    if (ranges[0] == '\0')
        return cpu_set_expected();
    *(char **)value = g_steal_pointer(&ranges);
    return NULL;
}

static char *
cpu_set_format(const XmlField *field, const void *value)
{
    (void)field;
    return g_strdup(*(char *const *)value);
}

const XmlType xml_type_cpu_set = {cpu_set_parse, cpu_set_format, true};
