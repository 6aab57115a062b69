/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/raw.h"

#include <libxml/parser.h>
#include <string.h>

#include "xml/document.h"
#include "xml/escape.h"
#include "xml/name.h"
#include "xml/node.h"

/* The characters that libxml2 escapes; white space and the quote only in attributes. */
static const XmlEscape escapes[] = {
    {'&', true, "&amp;"},   {'<', true, "&lt;"},    {'>', true, "&gt;"},   {'\r', true, "&#13;"},
    {'"', false, "&quot;"}, {'\n', false, "&#10;"}, {'\t', false, "&#9;"}, {'\0', false, NULL},
};

static void
append_attribute(GString *out, const char *name, const char *value)
{
    g_string_append_printf(out, " %s=\"", name);
    xml_append_escaped(out, value, false, escapes);
    g_string_append_c(out, '"');
}

/* The attribute that declares @space. */
static char *
declaration_of(const xmlNs *space)
{
    return space->prefix != NULL ? g_strconcat("xmlns:", (const char *)space->prefix, NULL)
                                 : g_strdup("xmlns");
}

static void
append_tag(GString *out, xmlNodePtr node, const char *name)
{
    g_string_append_printf(out, "<%s", name);
    for (const xmlNs *space = node->nsDef; space != NULL; space = space->next) {
        g_autofree char *declared = declaration_of(space);

        append_attribute(out, declared, space->href != NULL ? (const char *)space->href : "");
    }
    for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next) {
        g_autofree char *written = xml_name_written(attribute->ns, attribute->name);
        g_autofree char *value = xml_attribute_text(attribute);

        append_attribute(out, written, value);
    }
    g_string_append(out, node->children != NULL ? ">" : "/>");
}

static const char *
content_of(xmlNodePtr node)
{
    return node->content != NULL ? (const char *)node->content : "";
}

static void
append_other(GString *out, xmlNodePtr node)
{
    if (node->type == XML_TEXT_NODE)
        xml_append_escaped(out, content_of(node), true, escapes);
    else if (node->type == XML_CDATA_SECTION_NODE)
        g_string_append_printf(out, "<![CDATA[%s]]>", content_of(node));
    else if (node->type == XML_COMMENT_NODE)
        g_string_append_printf(out, "<!--%s-->", content_of(node));
    else if (node->type == XML_PI_NODE)
        g_string_append_printf(out, node->content != NULL ? "<?%s %s?>" : "<?%s?>",
                               (const char *)node->name, content_of(node));
}

/* Recursion is bounded by the parser's limit of depth. */
static void
append_node(GString *out, xmlNodePtr node)
{
    g_autofree char *name = NULL;

    if (node->type != XML_ELEMENT_NODE) {
        append_other(out, node);
        return;
    }
    name = xml_name_written(node->ns, node->name);
    append_tag(out, node, name);
    if (node->children == NULL)
        return;
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
        append_node(out, child);
    g_string_append_printf(out, "</%s>", name);
}

char *
xml_raw_text(xmlNodePtr node)
{
    GString *text = g_string_new(NULL);

    append_node(text, node);
    return g_string_free(text, FALSE);
}

/* Copying the node to a document of its own adds declarations of the outer namespaces that it
 * uses. */
static void
raw_parse(xmlNodePtr node, void *member, const XmlContext *context)
{
    g_autoptr(XmlDocument) document = xmlNewDoc(NULL);
    xmlNodePtr copy = xmlDocCopyNode(node, document, 1);
    char **text = member;

    (void)context;
    xmlDocSetRootElement(document, copy);
    g_free(*text);
    *text = xml_raw_text(copy);
}

static void
write_tag(xmlNodePtr node, const char *name, xmlTextWriterPtr writer)
{
    xmlTextWriterStartElement(writer, BAD_CAST name);
    for (const xmlNs *space = node->nsDef; space != NULL; space = space->next) {
        g_autofree char *declared = declaration_of(space);

        xml_writer_attribute(writer, declared, (const char *)space->href);
    }
    for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next) {
        g_autofree char *written = xml_name_written(attribute->ns, attribute->name);
        g_autofree char *value = xml_attribute_text(attribute);

        xml_writer_attribute(writer, written, value);
    }
}

static void
raw_format(const char *name, const void *member, xmlTextWriterPtr writer, const void *user)
{
    const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOENT;
    const char *text = *(char *const *)member;
    g_autoptr(XmlDocument) document = NULL;
    xmlNodePtr root = NULL;

    (void)user;
    if (text == NULL)
        return;
    document = xmlReadMemory(text, (int)strlen(text), NULL, "UTF-8", options);
    root = document != NULL ? xmlDocGetRootElement(document) : NULL;
    if (root == NULL)
        return;
    write_tag(root, name, writer);
    for (xmlNodePtr child = root->children; child != NULL; child = child->next) {
        g_autofree char *content = xml_raw_text(child);

        xmlTextWriterWriteRaw(writer, BAD_CAST content);
    }
    xmlTextWriterEndElement(writer);
}

static void
raw_clear(void *member)
{
    char **text = member;

    g_clear_pointer(text, g_free);
}

static void
raw_copy(void *member, const void *from)
{
    *(char **)member = g_strdup(*(char *const *)from);
}

const XmlCustom xml_raw = {
    .parse = raw_parse, .format = raw_format, .clear = raw_clear, .copy = raw_copy};
