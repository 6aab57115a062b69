/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/binding.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "xml/name.h"
#include "xml/node.h"
#include "xml/scalar.h"

/* One element while it is being parsed. */
typedef struct {
    const XmlBinding *binding;
    xmlNodePtr node;
    void *value;
    const XmlContext *context;
    bool *seen; /* for each row: it was in the document */
} Element;

static void *
member_of(const XmlField *field, void *value)
{
    return (char *)value + field->offset;
}

static size_t
n_rows(const XmlBinding *binding)
{
    size_t n = 0;

    while (binding->fields[n].kind != XML_FIELD_END)
        n++;
    return n;
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

/* Parses @text into the member of @field; @attribute: the name as in the document, NULL for text.
 */
static void
parse_value(const Element *element, const XmlField *field, const char *attribute, const char *text)
{
    const char *unit_name = scalar_unit_name(field);
    xmlAttrPtr unit =
        unit_name != NULL ? xmlHasProp(element->node, (const xmlChar *)unit_name) : NULL;
    g_autofree char *unit_text = unit != NULL ? xml_attribute_text(unit) : NULL;
    void *member = member_of(field, element->value);
    g_autofree char *expected = unit_text != NULL
                                    ? scalar_size_parse(field, text, unit_text, member)
                                    : field->type->parse(field, text, member);
    g_autofree char *value = NULL;
    g_autofree char *shown = NULL;
    g_autofree char *reason = NULL;

    if (expected == NULL)
        return;
    value = unit_text != NULL ? g_strconcat(text, " ", unit_text, NULL) : g_strdup(text);
    shown = xml_shown(value);
    reason = g_strdup_printf(_("the value '%s' is not valid: expected %s"), shown, expected);
    xml_invalid(element->context, element->node, attribute, reason);
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

static bool
is_attribute_row(XmlFieldKind kind)
{
    return kind == XML_FIELD_ATTRIBUTE || kind == XML_FIELD_REFUSED_ATTRIBUTE;
}

static bool
is_element_row(XmlFieldKind kind)
{
    static const bool is_element[] = {
        [XML_FIELD_LEAF] = true,   [XML_FIELD_LEAVES] = true, [XML_FIELD_FLAG] = true,
        [XML_FIELD_INLINE] = true, [XML_FIELD_CHILD] = true,  [XML_FIELD_LIST] = true,
        [XML_FIELD_CUSTOM] = true, [XML_FIELD_LINE] = false,  [XML_FIELD_REFUSED_ELEMENT] = true,
    };

    return (size_t)kind < G_N_ELEMENTS(is_element) && is_element[kind];
}

/* The row for @name, of those that @is_wanted; one that supports it goes before one that refuses.
 */
static const XmlField *
row_for(const XmlBinding *binding, const XmlName *name, bool (*is_wanted)(XmlFieldKind))
{
    const XmlField *refused = NULL;

    for (const XmlField *field = binding->fields; field->kind != XML_FIELD_END; field++) {
        if (!is_wanted(field->kind) || !has_name(field, name))
            continue;
        if (field->reason == NULL)
            return field;
        if (refused == NULL)
            refused = field;
    }
    return refused;
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
parse_attribute(const Element *element, xmlAttrPtr attribute)
{
    XmlName name = xml_name_of(attribute->ns, attribute->name);
    const XmlField *field = row_for(element->binding, &name, is_attribute_row);
    g_autofree char *written = xml_name_written(attribute->ns, attribute->name);
    g_autofree char *text = NULL;

    if (field != NULL && field->kind == XML_FIELD_REFUSED_ATTRIBUTE) {
        refuse(element, element->node, written, field->reason);
    } else if (field != NULL) {
        text = xml_attribute_text(attribute);
        element->seen[field - element->binding->fields] = true;
        parse_value(element, field, written, text);
    } else if (!is_unit(element->binding, &name)) {
        unknown(element, element->node, written);
    }
}

static void
parse_text(const Element *element)
{
    g_autofree char *text = xml_node_text(element->node);
    g_autofree char *shown = NULL;
    g_autofree char *reason = NULL;
    const XmlField *field = element->binding->fields;
    bool is_blank = xml_is_blank(text);

    while (field->kind != XML_FIELD_TEXT && field->kind != XML_FIELD_END)
        field++;
    if (field->kind == XML_FIELD_TEXT && (!is_blank || field->is_required)) {
        element->seen[field - element->binding->fields] = true;
        parse_value(element, field, NULL, text);
    } else if (field->kind == XML_FIELD_END && !is_blank) {
        shown = xml_shown(g_strstrip(text));
        reason = g_strdup_printf(_("no text is expected here, found '%s'"), shown);
        xml_invalid(element->context, element->node, NULL, reason);
    }
}

/* An element with one row, and that its text. */
static void
parse_leaf(const XmlField *field, xmlNodePtr node, void *value, const XmlContext *context)
{
    XmlField rows[] = {*field, XML_END};
    XmlBinding binding = {.element = field->name, .fields = rows};

    rows[0].kind = XML_FIELD_TEXT;
    rows[0].name = NULL;
    rows[0].is_required = true;
    xml_binding_parse(&binding, node, value, context);
}

static void
parse_leaves(const XmlField *field, xmlNodePtr node, void *value, const XmlContext *context)
{
    XmlField row = {.name = field->name, .type = &xml_type_text};
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
    [XML_FIELD_LEAF] = {parse_leaf, false},     [XML_FIELD_LEAVES] = {parse_leaves, true},
    [XML_FIELD_FLAG] = {parse_flag, false},     [XML_FIELD_INLINE] = {parse_inline, false},
    [XML_FIELD_CHILD] = {parse_child, false},   [XML_FIELD_LIST] = {parse_list, true},
    [XML_FIELD_CUSTOM] = {parse_custom, false},
};

static void
parse_element(const Element *element, xmlNodePtr node)
{
    XmlName name = xml_name_of(node->ns, node->name);
    const XmlField *field = row_for(element->binding, &name, is_element_row);
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
    if (*seen && !element_parsers[field->kind].is_repeatable && !field->may_repeat)
        xml_invalid(element->context, node, NULL, _("this element may appear only once"));
    else
        element_parsers[field->kind].parse(field, node, element->value, element->context);
    *seen = true;
}

static void
check_required(const Element *element)
{
    for (size_t i = 0; element->binding->fields[i].kind != XML_FIELD_END; i++)
        if (element->binding->fields[i].is_required && !element->seen[i])
            missing(element, &element->binding->fields[i]);
}

static void
set_lines(const Element *element)
{
    for (const XmlField *field = element->binding->fields; field->kind != XML_FIELD_END; field++)
        if (field->kind == XML_FIELD_LINE)
            *(unsigned *)member_of(field, element->value) = xml_node_line(element->node);
}

void
xml_binding_parse(const XmlBinding *binding, xmlNodePtr node, void *value,
                  const XmlContext *context)
{
    g_autofree bool *seen = g_new0(bool, n_rows(binding) + 1);
    Element element = {binding, node, value, context, seen};

    set_lines(&element);
    for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next)
        parse_attribute(&element, attribute);
    parse_text(&element);
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            parse_element(&element, child);
    check_required(&element);
}
