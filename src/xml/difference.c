/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/binding.h"

#include "xml/document.h"

/* Two values of one element, and where it is. */
typedef struct {
    const char *path;
    const void *value, *other;
} Pair;

XmlDifference *
xml_difference_new(const char *path, const char *first, const char *other)
{
    XmlDifference *difference = g_new0(XmlDifference, 1);

    difference->path = g_strdup(path);
    difference->first = g_strdup(first);
    difference->other = g_strdup(other);
    return difference;
}

void
xml_difference_free(XmlDifference *difference)
{
    if (difference == NULL)
        return;
    g_free(difference->path);
    g_free(difference->first);
    g_free(difference->other);
    g_free(difference);
}

static char *
child_path(const Pair *pair, const char *name)
{
    return g_strconcat(pair->path, "/", name, NULL);
}

static XmlDifference *
compare_texts(const char *path, const char *first, const char *other)
{
    return g_strcmp0(first, other) == 0 ? NULL : xml_difference_new(path, first, other);
}

/* ATTRIBUTE, TEXT and LEAF. */
static XmlDifference *
compare_scalar(const XmlField *field, const Pair *pair)
{
    g_autofree char *first = field->type->format(field, pair->value);
    g_autofree char *other = field->type->format(field, pair->other);
    g_autofree char *path = field->kind == XML_FIELD_ATTRIBUTE
                                ? g_strconcat(pair->path, "@", field->name, NULL)
                            : field->kind == XML_FIELD_TEXT ? g_strdup(pair->path)
                                                            : child_path(pair, field->name);

    return compare_texts(path, first, other);
}

static XmlDifference *
compare_text(const XmlField *field, const char *path, const void *value, const void *other)
{
    (void)field;
    return compare_texts(path, value, other);
}

static XmlDifference *
compare_element(const XmlField *field, const char *path, const void *value, const void *other)
{
    return xml_binding_find_difference(field->binding, path, value, other);
}

static const void *
item_of(const GPtrArray *items, guint i)
{
    return items != NULL && i < items->len ? g_ptr_array_index(items, i) : NULL;
}

static XmlDifference *
compare_array(const XmlField *field, const Pair *pair,
              XmlDifference *(*compare)(const XmlField *field, const char *path, const void *value,
                                        const void *other))
{
    const GPtrArray *items = *(GPtrArray *const *)pair->value;
    const GPtrArray *others = *(GPtrArray *const *)pair->other;
    guint n_items = MAX(items != NULL ? items->len : 0, others != NULL ? others->len : 0);
    XmlDifference *difference = NULL;

    for (guint i = 0; i < n_items && difference == NULL; i++) {
        g_autofree char *path = g_strdup_printf("%s/%s[%u]", pair->path, field->name, i + 1);

        difference = compare(field, path, item_of(items, i), item_of(others, i));
    }
    return difference;
}

static XmlDifference *
compare_leaves(const XmlField *field, const Pair *pair)
{
    return compare_array(field, pair, compare_text);
}

static XmlDifference *
compare_list(const XmlField *field, const Pair *pair)
{
    return compare_array(field, pair, compare_element);
}

static XmlDifference *
compare_flag(const XmlField *field, const Pair *pair)
{
    bool first = *(const bool *)pair->value;
    bool other = *(const bool *)pair->other;
    g_autofree char *path = child_path(pair, field->name);

    return first == other ? NULL : xml_difference_new(path, NULL, NULL);
}

/* An INLINE or RARE element in which nothing is given is not written, so it equals an absent
 * one. */
static XmlDifference *
compare_set(const XmlField *field, const Pair *pair, const void *value, const void *other)
{
    bool is_set = xml_binding_is_set(field->binding, value);
    bool is_other_set = xml_binding_is_set(field->binding, other);
    g_autofree char *path = child_path(pair, field->name);

    return xml_binding_find_difference(field->binding, path, is_set ? value : NULL,
                                       is_other_set ? other : NULL);
}

static XmlDifference *
compare_inline(const XmlField *field, const Pair *pair)
{
    return compare_set(field, pair, pair->value, pair->other);
}

static XmlDifference *
compare_rare(const XmlField *field, const Pair *pair)
{
    return compare_set(field, pair, *(void *const *)pair->value, *(void *const *)pair->other);
}

static XmlDifference *
compare_child(const XmlField *field, const Pair *pair)
{
    g_autofree char *path = child_path(pair, field->name);

    return xml_binding_find_difference(field->binding, path, *(void *const *)pair->value,
                                       *(void *const *)pair->other);
}

/* Returns: (owned) the element's XML with all secrets; empty when it is not written. */
static char *
text_of(const XmlField *field, const void *member)
{
    const XmlCustom *custom = field->argument;
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);

    custom->format(field->name, member, writer, NULL);
    return xml_writer_finish(writer, buffer);
}

static XmlDifference *
compare_custom(const XmlField *field, const Pair *pair)
{
    const XmlCustom *custom = field->argument;
    g_autofree char *path = child_path(pair, field->name);
    g_autofree char *first = NULL;
    g_autofree char *other = NULL;
    XmlDifference *difference = NULL;

    if (custom->find_difference == NULL) {
        first = text_of(field, pair->value);
        other = text_of(field, pair->other);
        return compare_texts(path, first, other);
    }
    difference = custom->find_difference(pair->value, pair->other);
    if (difference != NULL) {
        char *inner = difference->path;

        difference->path = g_strconcat(pair->path, "/", inner, NULL);
        g_free(inner);
    }
    return difference;
}

typedef XmlDifference *(*Compare)(const XmlField *field, const Pair *pair);

static const Compare compare_functions[XML_FIELD_REFUSED_ELEMENT + 1] = {
    [XML_FIELD_ATTRIBUTE] = compare_scalar, [XML_FIELD_TEXT] = compare_scalar,
    [XML_FIELD_LEAF] = compare_scalar,      [XML_FIELD_LEAVES] = compare_leaves,
    [XML_FIELD_FLAG] = compare_flag,        [XML_FIELD_INLINE] = compare_inline,
    [XML_FIELD_RARE] = compare_rare,        [XML_FIELD_CHILD] = compare_child,
    [XML_FIELD_LIST] = compare_list,        [XML_FIELD_CUSTOM] = compare_custom,
};

XmlDifference *
xml_binding_find_difference(const XmlBinding *binding, const char *name, const void *value,
                            const void *other)
{
    const char *path = name != NULL ? name : binding->element;
    XmlDifference *difference = NULL;

    if (value == NULL || other == NULL)
        return value == other ? NULL : xml_difference_new(path, NULL, NULL);
    for (const XmlField *field = binding->fields;
         field->kind != XML_FIELD_END && difference == NULL; field++) {
        const Pair pair = {path, (const char *)value + field->offset,
                           (const char *)other + field->offset};

        if (compare_functions[field->kind] != NULL)
            difference = compare_functions[field->kind](field, &pair);
    }
    return difference;
}
