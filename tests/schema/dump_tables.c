/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Prints every row of the binding tables, a line each, for tests that hold a schema, a document or
 * the fixtures to them.  The columns, with tabs between:
 *
 *   path     "/domain/devices/disk"; a table that several elements share is printed at each
 *   sort     '@' an attribute, '/' an element, '=' the element's own text
 *   name     one or more, separated by blanks; "." for text
 *   table    which table the row is of: equal for all paths that share it
 *   content  what it holds: "table" when rows below the element follow, "-" for text; for an enum
 *            which one, equal for all attributes of that enum
 *   values   the names of the enum, separated by blanks
 *   reason   why it is refused; empty: it is supported
 */
#include <stdio.h>
#include <string.h>

#include "devices/device_kinds.h"
#include "xml/scalar.h"

enum { MAX_DEPTH = 8 };

/* Where a table is met; the ones around it, so that one that holds itself is printed once. */
typedef struct Place {
    const struct Place *around;
    const char *path;
    const XmlField *fields;
} Place;

static char
sort_of(const XmlField *field)
{
    if (field->kind == XML_FIELD_TEXT)
        return '=';
    return field->kind == XML_FIELD_ATTRIBUTE || field->kind == XML_FIELD_REFUSED_ATTRIBUTE ? '@'
                                                                                            : '/';
}

static bool
is_inside(const Place *place, const XmlField *fields)
{
    unsigned depth = 0;

    for (; place != NULL; place = place->around, depth++)
        if (place->fields == fields)
            return true;
    return depth > MAX_DEPTH;
}

static void
print_row(const Place *place, char sort, const char *name, const char *content, const char *reason)
{
    printf("%s\t%c\t%s\t%p\t%s\t%s\n", place->path, sort, name, (const void *)place->fields,
           content, reason != NULL ? reason : "");
}

/* Returns: (owned) the columns of content and values. */
static char *
content_of(const XmlField *field)
{
    const NameTable *table = field->argument;
    GString *names = NULL;

    if (field->binding != NULL)
        return g_strdup("table\t");
    if (field->type != &xml_type_enum)
        return g_strdup("-\t");
    names = g_string_new(NULL);
    g_string_printf(names, "%p\t", field->argument);
    for (int i = 0; i < table->n_names; i++)
        if (table->names[i] != NULL)
            g_string_append_printf(names, " %s", table->names[i]);
    return g_string_free(names, FALSE);
}

static void
print_fields(const Place *place)
{
    for (const XmlField *field = place->fields; field->kind != XML_FIELD_END; field++) {
        g_autofree char *content = content_of(field);
        g_autofree char *below = NULL;
        const char *unit = NULL;

        if (field->kind == XML_FIELD_LINE)
            continue;
        unit = field->type != NULL ? scalar_unit_name(field) : NULL;
        if (unit != NULL && field->kind != XML_FIELD_LEAF)
            print_row(place, '@', unit, "-\t", NULL);
        print_row(place, sort_of(field), field->name != NULL ? field->name : ".", content,
                  field->reason);
        if (field->binding == NULL || is_inside(place, field->binding->fields))
            continue;
        below = g_strdup_printf("%s/%s", place->path, field->name);
        print_fields(&(Place){place, below, field->binding->fields});
    }
}

int
main(void)
{
    Place devices = {NULL, "/domain/devices", device_refused_rows};

    print_fields(&(Place){NULL, "/domain", domain_binding.fields});
    print_row(&devices, '/', "emulator", "-\t", NULL);
    print_fields(&devices);
    for (size_t i = 0; device_kinds[i] != NULL; i++) {
        const XmlBinding *binding = device_kinds[i]->binding;
        g_autofree char *path = g_strconcat("/domain/devices/", binding->element, NULL);

        print_row(&devices, '/', binding->element, "table\t", NULL);
        print_fields(&(Place){&devices, path, binding->fields});
    }
    return 0;
}
