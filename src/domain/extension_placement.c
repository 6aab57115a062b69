/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/extension_placement.h"

#include <string.h>

#include "domain/extension.h"
#include "xml/document.h"
#include "xml/raw.h"

/* How far its lines stand from the left in a definition. */
#define INDENT_METADATA "\n  "
#define INDENT_ELEMENT "\n    "
#define INDENT_PLACEMENT "\n      "

static XmlDocument *
parse(const char *text, GError **error)
{
    g_autoptr(Report) report = report_new();
    XmlDocument *document = xml_document_parse(text, strlen(text), report);

    if (document == NULL)
        report_to_error(report, error);
    return document;
}

static bool
is_ours(xmlNodePtr node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
           strcmp((const char *)node->ns->href, EXTENSION_NAMESPACE) == 0 &&
           strcmp((const char *)node->name, name) == 0;
}

static bool
is_blank_text(xmlNodePtr node)
{
    return node->type == XML_TEXT_NODE && xmlIsBlankNode(node);
}

static void
remove_node(xmlNodePtr node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

static void
add_text(xmlNodePtr parent, const char *text)
{
    xmlAddChild(parent, xmlNewDocText(parent->doc, BAD_CAST text));
}

/* Returns: (borrowed, nullable) our element. */
static xmlNodePtr
find_element(xmlNodePtr root)
{
    xmlNodePtr element = root->children;

    while (element != NULL && !is_ours(element, "pci"))
        element = element->next;
    return element;
}

/* Returns: (borrowed) our element, which is made behind all others. */
static xmlNodePtr
make_element(xmlNodePtr root)
{
    xmlNodePtr element = NULL;

    if (root->last != NULL && is_blank_text(root->last))
        remove_node(root->last);
    add_text(root, INDENT_ELEMENT);
    element = xmlNewDocNode(root->doc, NULL, BAD_CAST "pci", NULL);
    xmlSetNs(element, xmlNewNs(element, BAD_CAST EXTENSION_NAMESPACE, BAD_CAST "pseries"));
    xmlAddChild(root, element);
    add_text(root, INDENT_METADATA);
    return element;
}

/* Takes the placement out of @element, with the blanks around it. */
static void
remove_placement(xmlNodePtr element)
{
    xmlNodePtr next = NULL;

    for (xmlNodePtr node = element->children; node != NULL; node = next) {
        next = node->next;
        if (is_blank_text(node) || is_ours(node, "placement"))
            remove_node(node);
    }
}

/* Puts @node and what is in it into @space, which is declared above. */
static void
put_into(xmlNodePtr node, xmlNsPtr space)
{
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            put_into(child, space);
    xmlSetNs(node, space);
}

/* Returns: (owned) @placement as it stands in a definition, but for what is before it. */
static char *
indented(const Placement *placement)
{
    g_autofree char *text = placement_format(placement);
    g_auto(GStrv) lines = NULL;

    g_strchomp(text);
    lines = g_strsplit(text, "\n", -1);
    return g_strjoinv(INDENT_PLACEMENT, lines);
}

static bool
add_placement(xmlNodePtr element, const Placement *placement, GError **error)
{
    g_autofree char *text = indented(placement);
    g_autoptr(XmlDocument) document = parse(text, error);
    xmlNodePtr node = NULL;

    if (document == NULL)
        return false;
    node = xmlDocCopyNode(xmlDocGetRootElement(document), element->doc, 1);
    put_into(node, element->ns);
    xmlFreeNsList(node->nsDef);
    node->nsDef = NULL;
    add_text(element, INDENT_PLACEMENT);
    xmlAddChild(element, node);
    add_text(element, INDENT_ELEMENT);
    return true;
}

bool
extension_set_placement(Domain *domain, const Placement *placement, GError **error)
{
    const char *text = domain->metadata != NULL ? domain->metadata : "<metadata/>";
    g_autoptr(XmlDocument) document = NULL;
    xmlNodePtr root = NULL;
    xmlNodePtr element = NULL;

    if (domain->metadata == NULL && placement == NULL)
        return true;
    document = parse(text, error);
    if (document == NULL)
        return false;
    root = xmlDocGetRootElement(document);
    element = find_element(root);
    if (element != NULL)
        remove_placement(element);
    else if (placement != NULL)
        element = make_element(root);
    if (placement != NULL && !add_placement(element, placement, error))
        return false;
    g_free(domain->metadata);
    domain->metadata = xml_raw_text(root);
    return true;
}
