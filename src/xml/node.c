/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/node.h"

#include <libxml/parserInternals.h>
#include <string.h>

#include "xml/name.h"

/* libxml2 keeps 16 bits of an element's line, but all of a text's (XML_PARSE_BIG_LINES): the text
 * before an element ends where the element starts. */
enum { LINE_TOO_LARGE = 65535 };

/* Longest piece of a document that a message repeats, in characters. */
enum { MAX_SHOWN = 80 };

/* Counts the children of @parent by name, once.  A child's _private becomes its number among those
 * of its name, from 1; negative when it is the only one. */
static void
number_children(xmlNodePtr parent)
{
    g_autoptr(GHashTable) last = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (xmlNodePtr node = parent->children; node != NULL; node = node->next) {
        char *name = NULL;
        xmlNodePtr before = NULL;
        gintptr number = -1;

        if (node->type != XML_ELEMENT_NODE)
            continue;
        name = xml_name_written(node->ns, node->name);
        before = g_hash_table_lookup(last, name);
        if (before != NULL) {
            number = ABS((gintptr)before->_private) + 1;
            before->_private = (void *)(gintptr)(number - 1);
        }
        node->_private = (void *)number;
        g_hash_table_replace(last, name, node);
    }
}

static char *
step_to(xmlNodePtr node)
{
    g_autofree char *name = xml_name_written(node->ns, node->name);

    if (node->_private == NULL && node->parent != NULL)
        number_children(node->parent);
    if ((gintptr)node->_private <= 0)
        return g_steal_pointer(&name);
    return g_strdup_printf("%s[%ld]", name, (long)(gintptr)node->_private);
}

char *
xml_node_path(xmlNodePtr node, const char *attribute)
{
    g_autoptr(GPtrArray) steps = g_ptr_array_new_with_free_func(g_free);
    GString *path = g_string_new(NULL);

    for (xmlNodePtr at = node; at != NULL && at->type == XML_ELEMENT_NODE; at = at->parent)
        g_ptr_array_add(steps, step_to(at));
    for (guint i = steps->len; i > 0; i--)
        g_string_append_printf(path, "/%s", (const char *)g_ptr_array_index(steps, i - 1));
    if (attribute != NULL)
        g_string_append_printf(path, "/@%s", attribute);
    return g_string_free(path, FALSE);
}

unsigned
xml_node_line(xmlNodePtr node)
{
    long line = xmlGetLineNo(node);

    if (node->line == LINE_TOO_LARGE && node->prev != NULL && node->prev->type == XML_TEXT_NODE)
        line = xmlGetLineNo(node->prev);
    return line > 0 ? (unsigned)line : 0;
}

/* Returns: (borrowed, nullable) the text of @node itself, if it is a text node. */
static const char *
piece_of(xmlNodePtr node)
{
    bool is_text = node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;

    return is_text ? (const char *)node->content : NULL;
}

char *
xml_node_text(xmlNodePtr node)
{
    xmlNodePtr first = node->children;
    GString *text = NULL;

    /* Nearly all text is in one piece. */
    if (first != NULL && first->next == NULL && piece_of(first) != NULL)
        return g_strdup(piece_of(first));
    text = g_string_new(NULL);
    for (xmlNodePtr child = first; child != NULL; child = child->next)
        if (piece_of(child) != NULL)
            g_string_append(text, piece_of(child));
    return g_string_free(text, FALSE);
}

char *
xml_attribute_text(xmlAttrPtr attribute)
{
    return xml_node_text((xmlNodePtr)attribute);
}

char *
xml_attribute_given(xmlAttrPtr attribute)
{
    g_autofree char *text = xml_attribute_text(attribute);

    return text[0] != '\0' ? g_steal_pointer(&text) : NULL;
}

bool
xml_is_text(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL))
        return false;
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c))
        if (!IS_CHAR(g_utf8_get_char(c)))
            return false;
    return true;
}

bool
xml_is_blank(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

bool
xml_node_is_blank(xmlNodePtr node)
{
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
        if (piece_of(child) != NULL && !xml_is_blank(piece_of(child)))
            return false;
    return true;
}

bool
xml_node_is_empty(xmlNodePtr node)
{
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
        if (piece_of(child) != NULL && piece_of(child)[0] != '\0')
            return false;
    return true;
}

/* Whether their names and namespaces are the same. */
static bool
is_of_one_name(xmlNodePtr a, xmlNodePtr b)
{
    const char *space_a = a->ns != NULL ? (const char *)a->ns->href : NULL;
    const char *space_b = b->ns != NULL ? (const char *)b->ns->href : NULL;

    return xmlStrEqual(a->name, b->name) && g_strcmp0(space_a, space_b) == 0;
}

static bool
has_attributes_of(xmlNodePtr node, xmlNodePtr other)
{
    for (xmlAttrPtr attribute = other->properties; attribute != NULL; attribute = attribute->next) {
        g_autofree char *theirs = xml_attribute_text(attribute);
        xmlAttrPtr same =
            xmlHasNsProp(node, attribute->name, attribute->ns != NULL ? attribute->ns->href : NULL);
        g_autofree char *mine = same != NULL ? xml_attribute_text(same) : NULL;

        if (g_strcmp0(mine, theirs) != 0)
            return false;
    }
    return true;
}

static bool
is_alike(xmlNodePtr a, xmlNodePtr b)
{
    xmlNodePtr child_a = xmlFirstElementChild(a), child_b = xmlFirstElementChild(b);
    g_autofree char *text_a = g_strstrip(xml_node_text(a));
    g_autofree char *text_b = g_strstrip(xml_node_text(b));

    if (!is_of_one_name(a, b) || strcmp(text_a, text_b) != 0 || !has_attributes_of(a, b) ||
        !has_attributes_of(b, a))
        return false;
    for (; child_a != NULL && child_b != NULL;
         child_a = xmlNextElementSibling(child_a), child_b = xmlNextElementSibling(child_b))
        if (!is_alike(child_a, child_b))
            return false;
    return child_a == NULL && child_b == NULL;
}

bool
xml_node_is_repeated(xmlNodePtr node)
{
    for (xmlNodePtr other = node->prev; other != NULL; other = other->prev)
        if (other->type == XML_ELEMENT_NODE && is_of_one_name(other, node))
            return is_alike(other, node);
    return false;
}

char *
xml_shown(const char *text)
{
    g_autofree char *start = g_utf8_make_valid(text, (gssize)strnlen(text, 8 * MAX_SHOWN));
    g_autofree char *shown = NULL;

    g_strdelimit(start, "\t\r\n", ' ');
    if (g_utf8_strlen(start, -1) <= MAX_SHOWN)
        return g_steal_pointer(&start);
    shown = g_utf8_substring(start, 0, MAX_SHOWN);
    return g_strconcat(shown, "...", NULL);
}
