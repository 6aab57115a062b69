/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/binding.h"

/* Copies what one member owns; the struct is a byte copy of the original before. */
typedef void (*Copy)(const XmlField *field, void *member, const void *from);

/* Whether @member points to what @from owns.  Two rows may describe one member, such as a text that
 * is an attribute here and an element there; it is copied once. */
static bool
is_shared(const void *member, const void *from)
{
    const void *pointer = *(void *const *)member;

    return pointer != NULL && pointer == *(void *const *)from;
}

static void
copy_scalar(const XmlField *field, void *member, const void *from)
{
    if (field->type->owns_text && is_shared(member, from))
        *(char **)member = g_strdup(*(char *const *)from);
}

static void *
copy_text(const XmlField *field, const void *item)
{
    (void)field;
    return g_strdup(item);
}

static void *
clone_item(const XmlField *field, const void *item)
{
    return xml_binding_clone(field->binding, item);
}

static void
copy_array(const XmlField *field, void *member, const void *from,
           void *(*copy_item)(const XmlField *field, const void *item))
{
    const GPtrArray *items = *(GPtrArray *const *)from;

    if (!is_shared(member, from))
        return;
    *(GPtrArray **)member = g_ptr_array_sized_new(items->len);
    for (guint i = 0; i < items->len; i++)
        g_ptr_array_add(*(GPtrArray **)member, copy_item(field, g_ptr_array_index(items, i)));
}

static void
copy_leaves(const XmlField *field, void *member, const void *from)
{
    copy_array(field, member, from, copy_text);
}

static void
copy_list(const XmlField *field, void *member, const void *from)
{
    copy_array(field, member, from, clone_item);
}

static void
copy_inline(const XmlField *field, void *member, const void *from)
{
    if (!xml_is_zero(from, field->binding->size))
        xml_binding_unshare(field->binding, member, from);
}

/* RARE and CHILD. */
static void
copy_child(const XmlField *field, void *member, const void *from)
{
    if (is_shared(member, from))
        *(void **)member = xml_binding_clone(field->binding, *(void *const *)from);
}

static void
copy_custom(const XmlField *field, void *member, const void *from)
{
    const XmlCustom *custom = field->argument;

    if (custom->copy != NULL)
        custom->copy(member, from);
}

static const Copy copy_functions[XML_FIELD_REFUSED_ELEMENT + 1] = {
    [XML_FIELD_ATTRIBUTE] = copy_scalar, [XML_FIELD_TEXT] = copy_scalar,
    [XML_FIELD_LEAF] = copy_scalar,      [XML_FIELD_LEAVES] = copy_leaves,
    [XML_FIELD_INLINE] = copy_inline,    [XML_FIELD_RARE] = copy_child,
    [XML_FIELD_CHILD] = copy_child,      [XML_FIELD_LIST] = copy_list,
    [XML_FIELD_CUSTOM] = copy_custom,
};

void
xml_binding_unshare(const XmlBinding *binding, void *value, const void *from)
{
    for (const XmlField *field = binding->fields; field->kind != XML_FIELD_END; field++)
        if (copy_functions[field->kind] != NULL)
            copy_functions[field->kind](field, (char *)value + field->offset,
                                        (const char *)from + field->offset);
}

void *
xml_binding_clone(const XmlBinding *binding, const void *from)
{
    void *clone = NULL;

    if (from == NULL)
        return NULL;
    clone = g_memdup2(from, binding->size);
    xml_binding_unshare(binding, clone, from);
    return clone;
}
