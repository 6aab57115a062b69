/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/stated.h"

void
xml_stated_compare(const XmlBinding *binding, const void *wanted, const void *found,
                   XmlStatedVisit visit, void *user)
{
    for (const XmlField *field = binding->fields; field->kind != XML_FIELD_END; field++) {
        g_autofree char *first = NULL;
        g_autofree char *second = NULL;

        if (field->kind != XML_FIELD_ATTRIBUTE)
            continue;
        first = field->type->format(field, (const char *)wanted + field->offset);
        second = field->type->format(field, (const char *)found + field->offset);
        if (first != NULL && g_strcmp0(first, second) != 0)
            visit(field->name, first, second, user);
    }
}
