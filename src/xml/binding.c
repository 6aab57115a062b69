/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/binding.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "xml/name.h"
#include "xml/node.h"
#include "xml/scalar.h"

/* The most rows that a table has; <devices> has one for each kind. */
enum { MAX_ROWS = 128 };

/* One element while it is being parsed. */
typedef struct {
    const XmlBinding *binding;
    xmlNodePtr node;
    void *value;
    const XmlContext *context;
    const XmlField *text; /* the row of its text; NULL: none */
    bool has_required;    /* some rows are required */
    bool seen[MAX_ROWS];  /* for each row: whether it was in the document */
} Element;

static void *
member_of(const XmlField *field, void *value)
{
    return (char *)value + field->offset;
}

void
xml_invalid(const XmlContext *context, xmlNodePtr node, const char *attribute, const char *reason)
{
    g_autofree char *path = xml_node_path(node, attribute);

    report_error(context->report, VIR_ERR_XML_ERROR, xml_node_line(node), "%s: %s", path, reason);
}

static void
refuse(const Element *element, xmlNodePtr node, const char *attribute, const char *reason)
{
    g_autofree char *path = xml_node_path(node, attribute);

    report_error(element->context->report, VIR_ERR_CONFIG_UNSUPPORTED, xml_node_line(node),
                 _("'%s' cannot be used: %s"), path, _(reason));
}

/* @attribute NULL: the element @node itself is unknown. */
static void
unknown(const Element *element, xmlNodePtr node, const char *attribute)
{
    g_autofree char *path = xml_node_path(node, attribute);
    Report *report = element->context->report;
    unsigned line = xml_node_line(node);

    if (element->context->is_strict && attribute != NULL)
        report_error(report, VIR_ERR_XML_ERROR, line, _("%s: there is no such attribute"), path);
    else if (element->context->is_strict)
        report_error(report, VIR_ERR_XML_ERROR, line, _("%s: there is no such element"), path);
    else if (attribute != NULL)
        report_warning(report, line, _("%s: the attribute is unknown and ignored"), path);
    else
        report_warning(report, line, _("%s: the element is unknown and ignored"), path);
}

static void
missing(const Element *element, const XmlField *field)
{
    g_autofree char *reason = NULL;

    if (field->kind == XML_FIELD_ATTRIBUTE)
        reason = g_strdup_printf(_("the attribute '%s' is missing"), field->name);
    else
        reason = g_strdup_printf(_("the element <%s> is missing"), field->name);
    xml_invalid(element->context, element->node, NULL, reason);
}

/* Parses @text into the member of @field; @attribute: NULL for the element's own text. */
static bool
is_zero(const char *text)
{
    return text[0] == '0' && text[strspn(text, "0")] == '\0';
}

static void
parse_value(const Element *element, const XmlField *field, xmlAttrPtr attribute, const char *text)
{
    const char *unit_name = scalar_unit_name(field);
    xmlAttrPtr unit =
        unit_name != NULL ? xmlHasProp(element->node, (const xmlChar *)unit_name) : NULL;
    g_autofree char *unit_text = unit != NULL ? xml_attribute_given(unit) : NULL;
    void *member = member_of(field, element->value);
    bool is_none = field->zero_is_none && is_zero(text);
    g_autofree char *expected = is_none ? NULL
                                : unit_text != NULL
                                    ? scalar_size_parse(field, text, unit_text, member)
                                    : field->type->parse(field, text, member);
    g_autofree char *written = NULL;
    g_autofree char *value = NULL;
    g_autofree char *shown = NULL;
    g_autofree char *reason = NULL;

    if (expected == NULL)
        return;
    scalar_stand_in(field, text, member);
    written = attribute != NULL ? xml_name_written(attribute->ns, attribute->name) : NULL;
    value = unit_text != NULL ? g_strconcat(text, " ", unit_text, NULL) : g_strdup(text);
    shown = xml_shown(value);
    reason = g_strdup_printf(_("the value '%s' is not valid: expected %s"), shown, expected);
    xml_invalid(element->context, element->node, written, reason);
}

/* Whether one of the names of @field, separated by blanks, is @name.  "*" is any. */
static bool
has_name(const XmlField *field, const XmlName *name)
{
    const char *word = field->name;

    while (word != NULL && *word != '\0') {
        size_t length = strcspn(word, " ");

        if (length == 1 && *word == '*' && !name->is_foreign)
            return true;
        if (xml_name_is(name, word, length))
            return true;
        word += length + strspn(word + length, " ");
    }
    return false;
}

/* Kinds of rows as bits. */
enum {
    ATTRIBUTE_ROWS = 1 << XML_FIELD_ATTRIBUTE,
    ELEMENT_ROWS = 1 << XML_FIELD_LEAF | 1 << XML_FIELD_LEAVES | 1 << XML_FIELD_FLAG |
                   1 << XML_FIELD_INLINE | 1 << XML_FIELD_RARE | 1 << XML_FIELD_CHILD |
                   1 << XML_FIELD_LIST | 1 << XML_FIELD_CUSTOM,
};

/* Returns: the row for @name of one of the kinds @supporting; else of the kind @refusing. */
static const XmlField *
row_for(const XmlBinding *binding, const XmlName *name, unsigned supporting, XmlFieldKind refusing)
{
    const char first = name->prefix != NULL ? name->prefix[0] : name->local[0];

    for (const XmlField *field = binding->fields; field->kind != XML_FIELD_END; field++)
        if ((supporting & 1U << field->kind) != 0 && field->name[0] == first &&
            xml_name_is(name, field->name, strlen(field->name)))
            return field;
    for (const XmlField *field = binding->fields; field->kind != XML_FIELD_END; field++)
        if (field->kind == refusing && has_name(field, name))
            return field;
    return NULL;
}

static bool
is_unit(const XmlBinding *binding, const XmlName *name)
{
    for (const XmlField *field = binding->fields; field->kind != XML_FIELD_END; field++) {
        bool has_text = field->kind == XML_FIELD_ATTRIBUTE || field->kind == XML_FIELD_TEXT;
        const char *unit = has_text ? scalar_unit_name(field) : NULL;

        if (unit != NULL && xml_name_is(name, unit, strlen(unit)))
            return true;
    }
    return false;
}

static void
parse_attribute(Element *element, xmlAttrPtr attribute)
{
    XmlName name = xml_name_of(attribute->ns, attribute->name);
    const XmlField *field =
        row_for(element->binding, &name, ATTRIBUTE_ROWS, XML_FIELD_REFUSED_ATTRIBUTE);
    g_autofree char *text = NULL;
    g_autofree char *written = NULL;

    if (field != NULL && field->kind == XML_FIELD_ATTRIBUTE) {
        text = xml_attribute_text(attribute);
        if (text[0] == '\0' && field->may_be_empty)
            return;
        element->seen[field - element->binding->fields] = true;
        parse_value(element, field, attribute, text);
        return;
    }
    written = xml_name_written(attribute->ns, attribute->name);
    if (field != NULL)
        refuse(element, element->node, written, field->reason);
    else if (!is_unit(element->binding, &name))
        unknown(element, element->node, written);
}

static void
parse_text(Element *element)
{
    const XmlField *field = element->text;
    g_autofree char *text = NULL;
    g_autofree char *shown = NULL;
    g_autofree char *reason = NULL;

    if (xml_node_is_blank(element->node) && (field == NULL || !field->is_required))
        return;
    text = xml_node_text(element->node);
    if (field != NULL) {
        element->seen[field - element->binding->fields] = true;
        parse_value(element, field, NULL, text);
    } else {
        shown = xml_shown(g_strstrip(text));
        reason = g_strdup_printf(_("no text is expected here, found '%s'"), shown);
        xml_invalid(element->context, element->node, NULL, reason);
    }
}

/* An element whose only row is its text.  An empty one is as good as none, as in libvirt, which
 * reads such elements as XPath strings. */
static void
parse_leaf(const XmlField *field, xmlNodePtr node, void *value, const XmlContext *context)
{
    XmlField rows[] = {*field, XML_END};
    XmlBinding binding = {.element = field->name, .fields = rows};

    rows[0].kind = XML_FIELD_TEXT;
    rows[0].name = NULL;
    rows[0].is_required = field->is_required || !xml_node_is_empty(node);
    xml_binding_parse(&binding, node, value, context);
}

static void
parse_leaves(const XmlField *field, xmlNodePtr node, void *value, const XmlContext *context)
{
    XmlField row = {.name = field->name, .type = &xml_type_text, .is_required = true};
    char *text = NULL;

    parse_leaf(&row, node, &text, context);
    if (text != NULL)
        xml_list_append(member_of(field, value), text);
}

static void
parse_flag(const XmlField *field, xmlNodePtr node, void *value, const XmlContext *context)
{
    static const XmlField nothing[] = {XML_END};
    XmlBinding binding = {.element = field->name, .fields = nothing};

    xml_binding_parse(&binding, node, NULL, context);
    *(bool *)member_of(field, value) = true;
}

static void
parse_inline(const XmlField *field, xmlNodePtr node, void *value, const XmlContext *context)
{
    xml_binding_parse(field->binding, node, member_of(field, value), context);
}

/* RARE and CHILD. */
static void
parse_child(const XmlField *field, xmlNodePtr node, void *value, const XmlContext *context)
{
    void **child = member_of(field, value);

    *child = xml_binding_new(field->binding);
    xml_binding_parse(field->binding, node, *child, context);
}

static void
parse_list(const XmlField *field, xmlNodePtr node, void *value, const XmlContext *context)
{
    void *child = xml_binding_new(field->binding);

    xml_list_append(member_of(field, value), child);
    xml_binding_parse(field->binding, node, child, context);
}

static void
parse_custom(const XmlField *field, xmlNodePtr node, void *value, const XmlContext *context)
{
    const XmlCustom *custom = field->argument;

    custom->parse(node, member_of(field, value), context);
}

typedef void (*ParseElement)(const XmlField *field, xmlNodePtr node, void *value,
                             const XmlContext *context);

static const struct {
    ParseElement parse;
    bool is_repeatable;
} element_parsers[] = {
    [XML_FIELD_LEAF] = {parse_leaf, false},  [XML_FIELD_LEAVES] = {parse_leaves, true},
    [XML_FIELD_FLAG] = {parse_flag, false},  [XML_FIELD_INLINE] = {parse_inline, false},
    [XML_FIELD_RARE] = {parse_child, false}, [XML_FIELD_CHILD] = {parse_child, false},
    [XML_FIELD_LIST] = {parse_list, true},   [XML_FIELD_CUSTOM] = {parse_custom, false},
};

static void
parse_element(Element *element, xmlNodePtr node)
{
    XmlName name = xml_name_of(node->ns, node->name);
    const XmlField *field =
        row_for(element->binding, &name, ELEMENT_ROWS, XML_FIELD_REFUSED_ELEMENT);
    bool *seen = NULL;

    if (field == NULL) {
        unknown(element, node, NULL);
        return;
    }
    if (field->kind == XML_FIELD_REFUSED_ELEMENT) {
        refuse(element, node, NULL, field->reason);
        return;
    }
    seen = &element->seen[field - element->binding->fields];
    if (!*seen || element_parsers[field->kind].is_repeatable || field->may_repeat)
        element_parsers[field->kind].parse(field, node, element->value, element->context);
    else if (!xml_node_is_repeated(node)) /* one that says the same says nothing more */
        xml_invalid(element->context, node, NULL, _("this element may appear only once"));
    *seen = true;
}

static void
check_required(const Element *element)
{
    for (size_t i = 0; element->has_required && element->binding->fields[i].kind != XML_FIELD_END;
         i++)
        if (element->binding->fields[i].is_required && !element->seen[i])
            missing(element, &element->binding->fields[i]);
}

/* Properties of the whole table, from one pass over its rows. */
static void
open_element(Element *element)
{
    const XmlField *field = element->binding->fields;

    for (; field->kind != XML_FIELD_END; field++) {
        if (field->kind == XML_FIELD_LINE)
            *(unsigned *)member_of(field, element->value) = xml_node_line(element->node);
        if (field->kind == XML_FIELD_TEXT)
            element->text = field;
        element->has_required |= field->is_required;
    }
    g_assert(field - element->binding->fields <= MAX_ROWS);
}

void
xml_binding_parse(const XmlBinding *binding, xmlNodePtr node, void *value,
                  const XmlContext *context)
{
    Element element = {.binding = binding, .node = node, .value = value, .context = context};

    open_element(&element);
    for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next)
        parse_attribute(&element, attribute);
    parse_text(&element);
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            parse_element(&element, child);
    check_required(&element);
}
