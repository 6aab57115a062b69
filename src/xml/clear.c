/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/binding.h"

#include <string.h>

const XmlNothing xml_nothing;

bool
xml_is_zero(const void *value, size_t size)
{
    const char *bytes = value;

    return size == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0);
}

static void
clear_scalar(const XmlField *field, void *member)
{
    if (field->type->owns_text)
        g_clear_pointer((char **)member, g_free);
}

static void
clear_leaves(const XmlField *field, void *member)
{
    GPtrArray *leaves = *(GPtrArray **)member;

    (void)field;
    if (leaves == NULL)
        return;
    g_ptr_array_foreach(leaves, (GFunc)(void (*)(void))g_free, NULL);
    g_ptr_array_unref(leaves);
}

static void
clear_inline(const XmlField *field, void *member)
{
    if (!xml_is_zero(member, field->binding->size))
        xml_binding_clear(field->binding, member);
}

/* RARE and CHILD. */
static void
clear_child(const XmlField *field, void *member)
{
    xml_binding_free(field->binding, *(void **)member);
}

static void
clear_list(const XmlField *field, void *member)
{
    GPtrArray *list = *(GPtrArray **)member;

    if (list == NULL)
        return;
    for (guint i = 0; i < list->len; i++)
        xml_binding_free(field->binding, g_ptr_array_index(list, i));
    g_ptr_array_unref(list);
}

static void
clear_custom(const XmlField *field, void *member)
{
    const XmlCustom *custom = field->argument;

    if (custom->clear != NULL)
        custom->clear(member);
}

static void (*const clear_functions[])(const XmlField *field, void *member) = {
    [XML_FIELD_ATTRIBUTE] = clear_scalar, [XML_FIELD_TEXT] = clear_scalar,
    [XML_FIELD_LEAF] = clear_scalar,      [XML_FIELD_LEAVES] = clear_leaves,
    [XML_FIELD_INLINE] = clear_inline,    [XML_FIELD_RARE] = clear_child,
    [XML_FIELD_CHILD] = clear_child,      [XML_FIELD_LIST] = clear_list,
    [XML_FIELD_CUSTOM] = clear_custom,
};

void
xml_binding_clear(const XmlBinding *binding, void *value)
{
    for (const XmlField *field = binding->fields; field->kind != XML_FIELD_END; field++)
        if ((size_t)field->kind < G_N_ELEMENTS(clear_functions) &&
            clear_functions[field->kind] != NULL)
            clear_functions[field->kind](field, (char *)value + field->offset);
    memset(value, 0, binding->size);
}

void
xml_binding_free(const XmlBinding *binding, void *value)
{
    if (value == NULL)
        return;
    xml_binding_clear(binding, value);
    g_free(value);
}

void *
xml_binding_new(const XmlBinding *binding)
{
    return g_malloc0(binding->size);
}

void
xml_list_append(GPtrArray **list, void *child)
{
    if (*list == NULL)
        *list = g_ptr_array_new();
    g_ptr_array_add(*list, child);
}
