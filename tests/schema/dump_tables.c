/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* Prints every row of the binding tables, a line each: path, '@' for an attribute or '/' for an
 * element, name. test_tables.py compares them with libvirt's schema. */
#include <stdio.h>

#include "devices/device_kinds.h"

enum { MAX_DEPTH = 8 };

static bool
is_attribute(const XmlField *field)
{
    return field->kind == XML_FIELD_ATTRIBUTE || field->kind == XML_FIELD_REFUSED_ATTRIBUTE;
}

static void
print_fields(const char *path, const XmlField *fields, unsigned depth)
{
    for (const XmlField *field = fields; field->kind != XML_FIELD_END; field++) {
        g_autofree char *below = NULL;

        if (field->argument != NULL && field->kind != XML_FIELD_CUSTOM &&
            (field->type == &xml_type_size_kib || field->type == &xml_type_size_bytes))
            printf("%s\t@\t%s\n", path, (const char *)field->argument);
        if (field->name == NULL)
            continue;
        printf("%s\t%c\t%s\n", path, is_attribute(field) ? '@' : '/', field->name);
        below = g_strdup_printf("%s/%s", path, field->name);
        if (field->binding != NULL && depth < MAX_DEPTH)
            print_fields(below, field->binding->fields, depth + 1);
    }
}

int
main(void)
{
    print_fields("/domain", domain_binding.fields, 0);
    printf("/domain/devices\t/\temulator\n");
    print_fields("/domain/devices", device_refused_rows, 0);
    for (size_t i = 0; device_kinds[i] != NULL; i++) {
        const XmlBinding *binding = device_kinds[i]->binding;
        g_autofree char *path = g_strconcat("/domain/devices/", binding->element, NULL);

        printf("/domain/devices\t/\t%s\n", binding->element);
        print_fields(path, binding->fields, 0);
    }
    return 0;
}
