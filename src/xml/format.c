/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/binding.h"

#include <string.h>

#include "xml/document.h"
#include "xml/name.h"
#include "xml/scalar.h"

/* Where an element goes. */
typedef struct {
    xmlTextWriterPtr writer;
    const void *user;
} Output;

static bool
has_scalar(const XmlField *field, const void *member)
{
    g_autofree char *text = field->type->format(field, member);

    return text != NULL;
}

static bool
has_items(const XmlField *field, const void *member)
{
    const GPtrArray *items = *(GPtrArray *const *)member;

    (void)field;
    return items != NULL && items->len > 0;
}

static bool
has_flag(const XmlField *field, const void *member)
{
    (void)field;
    return *(const bool *)member;
}

static bool
has_pointer(const XmlField *field, const void *member)
{
    const void *pointer = NULL;

    (void)field;
    memcpy(&pointer, member, sizeof(pointer));
    return pointer != NULL;
}

static bool
has_inline(const XmlField *field, const void *member)
{
    return xml_binding_is_set(field->binding, member);
}

static bool
has_rare(const XmlField *field, const void *member)
{
    return xml_binding_is_set(field->binding, *(void *const *)member);
}

static bool (*const has_content[XML_FIELD_REFUSED_ELEMENT + 1])(const XmlField *field,
                                                                const void *member) = {
    [XML_FIELD_ATTRIBUTE] = has_scalar, [XML_FIELD_TEXT] = has_scalar,
    [XML_FIELD_LEAF] = has_scalar,      [XML_FIELD_LEAVES] = has_items,
    [XML_FIELD_FLAG] = has_flag,        [XML_FIELD_INLINE] = has_inline,
    [XML_FIELD_RARE] = has_rare,        [XML_FIELD_CHILD] = has_pointer,
    [XML_FIELD_LIST] = has_items,       [XML_FIELD_CUSTOM] = has_pointer,
};

/* Whether the member of @field in @value is given. */
static bool
is_given(const XmlField *field, const void *value)
{
    const void *member = (const char *)value + field->offset;

    return has_content[field->kind] != NULL && has_content[field->kind](field, member);
}

bool
xml_binding_is_set(const XmlBinding *binding, const void *value)
{
    if (value == NULL || xml_is_zero(value, binding->size))
        return false;
    for (const XmlField *field = binding->fields; field->kind != XML_FIELD_END; field++)
        if (is_given(field, value))
            return true;
    return false;
}

static void
write_unit(const XmlField *field, const Output *output)
{
    const char *name = scalar_unit_name(field);

    if (name != NULL)
        xml_writer_attribute(output->writer, name, scalar_size_unit(field));
}

static void
write_attribute(const XmlField *field, const void *member, const Output *output)
{
    bool is_shown = field->is_shown == NULL || field->is_shown(output->user);
    g_autofree char *text = is_shown ? field->type->format(field, member) : NULL;

    if (text == NULL)
        return;
    xml_writer_attribute(output->writer, field->name, text);
    write_unit(field, output);
}

/* The unit of an element's text is an attribute, so it is written before the text. */
static void
write_text_unit(const XmlField *field, const void *member, const Output *output)
{
    if (has_scalar(field, member))
        write_unit(field, output);
}

static void
write_text(const XmlField *field, const void *member, const Output *output)
{
    g_autofree char *text = field->type->format(field, member);

    if (text != NULL)
        xml_writer_text(output->writer, text);
}

static void
start(const Output *output, const char *name)
{
    xmlTextWriterStartElement(output->writer, (const xmlChar *)name);
}

static void
write_leaf(const XmlField *field, const void *member, const Output *output)
{
    g_autofree char *text = field->type->format(field, member);

    if (text == NULL)
        return;
    start(output, field->name);
    write_unit(field, output);
    xml_writer_text(output->writer, text);
    xmlTextWriterEndElement(output->writer);
}

static void
write_leaves(const XmlField *field, const void *member, const Output *output)
{
    const GPtrArray *leaves = *(GPtrArray *const *)member;

    for (guint i = 0; leaves != NULL && i < leaves->len; i++) {
        start(output, field->name);
        xml_writer_text(output->writer, g_ptr_array_index(leaves, i));
        xmlTextWriterEndElement(output->writer);
    }
}

static void
write_flag(const XmlField *field, const void *member, const Output *output)
{
    if (!has_flag(field, member))
        return;
    start(output, field->name);
    xmlTextWriterEndElement(output->writer);
}

static void
write_inline(const XmlField *field, const void *member, const Output *output)
{
    if (xml_binding_is_set(field->binding, member))
        xml_binding_format(field->binding, field->name, member, output->writer, output->user);
}

static void
write_rare(const XmlField *field, const void *member, const Output *output)
{
    if (field->is_shown == NULL || field->is_shown(output->user))
        write_inline(field, *(void *const *)member, output);
}

static void
write_child(const XmlField *field, const void *member, const Output *output)
{
    const void *child = *(void *const *)member;

    if (child != NULL)
        xml_binding_format(field->binding, field->name, child, output->writer, output->user);
}

static void
write_list(const XmlField *field, const void *member, const Output *output)
{
    const GPtrArray *list = *(GPtrArray *const *)member;

    for (guint i = 0; list != NULL && i < list->len; i++)
        xml_binding_format(field->binding, field->name, g_ptr_array_index(list, i), output->writer,
                           output->user);
}

static void
write_custom(const XmlField *field, const void *member, const Output *output)
{
    const XmlCustom *custom = field->argument;

    custom->format(field->name, member, output->writer, output->user);
}

typedef void (*Write)(const XmlField *field, const void *member, const Output *output);

/* Rows in the start tag, then those in the element. */
static const Write tag_writers[XML_FIELD_REFUSED_ELEMENT + 1] = {
    [XML_FIELD_ATTRIBUTE] = write_attribute,
    [XML_FIELD_TEXT] = write_text_unit,
};
static const Write content_writers[XML_FIELD_REFUSED_ELEMENT + 1] = {
    [XML_FIELD_TEXT] = write_text,     [XML_FIELD_LEAF] = write_leaf,
    [XML_FIELD_LEAVES] = write_leaves, [XML_FIELD_FLAG] = write_flag,
    [XML_FIELD_INLINE] = write_inline, [XML_FIELD_RARE] = write_rare,
    [XML_FIELD_CHILD] = write_child,   [XML_FIELD_LIST] = write_list,
    [XML_FIELD_CUSTOM] = write_custom,
};

static void
write_rows(const XmlBinding *binding, const void *value, const Write *writers, const Output *output)
{
    for (const XmlField *field = binding->fields; field->kind != XML_FIELD_END; field++)
        if (writers[field->kind] != NULL)
            writers[field->kind](field, (const char *)value + field->offset, output);
}

/* Declares libvirt's namespaces that the element's content needs. libvirt puts them at <domain>: an
 * element without a prefix whose children have one. */
static void
write_namespaces(const XmlBinding *binding, const char *name, const void *value,
                 const Output *output)
{
    g_autoptr(GHashTable) declared = NULL;

    if (strchr(name, ':') != NULL)
        return;
    for (const XmlField *field = binding->fields; field->kind != XML_FIELD_END; field++) {
        g_autofree char *prefix = NULL;
        g_autofree char *attribute = NULL;
        const char *uri = field->name != NULL && field->reason == NULL
                              ? xml_name_space(field->name, &prefix)
                              : NULL;

        if (uri == NULL || !is_given(field, value))
            continue;
        if (declared == NULL)
            declared = g_hash_table_new(g_str_hash, g_str_equal);
        attribute = g_strconcat("xmlns:", prefix, NULL);
        if (g_hash_table_add(declared, (char *)uri))
            xml_writer_attribute(output->writer, attribute, uri);
    }
}

void
xml_binding_format(const XmlBinding *binding, const char *name, const void *value,
                   xmlTextWriterPtr writer, const void *user)
{
    Output output = {writer, user};
    const char *element = name != NULL ? name : binding->element;

    start(&output, element);
    write_rows(binding, value, tag_writers, &output);
    write_namespaces(binding, element, value, &output);
    write_rows(binding, value, content_writers, &output);
    xmlTextWriterEndElement(writer);
}
