/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/number_set.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "xml/binding.h"

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

bool
number_set_has(const GArray *numbers, guint number)
{
    for (guint i = 0; i < numbers->len; i++)
        if (g_array_index(numbers, guint, i) == number)
            return true;
    return false;
}

/* Returns: (owned, nullable) @text as the type of documents has it. */
static char *
read_set(const char *text)
{
    const XmlField row = {.kind = XML_FIELD_ATTRIBUTE};
    char *set = NULL;

    g_free(xml_type_cpu_set.parse(&row, text, &set));
    return set;
}

char *
number_set_read(const char *text, GError **error)
{
    char *set = read_set(text);

    if (set == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("Failed to parse bitmap '%s'"),
                    text);
    return set;
}

char *
number_set_of_map(const uint8_t *map, size_t n_bytes)
{
    g_autoptr(GString) text = g_string_new(NULL);
    enum { BITS = 8 };

    for (size_t bit = 0; bit < n_bytes * BITS; bit++)
        if (map[bit / BITS] & 1U << bit % BITS)
            g_string_append_printf(text, "%s%zu", text->len > 0 ? "," : "", bit);
    return read_set(text->str);
}
