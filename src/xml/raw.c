/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/raw.h"

#include <libxml/parser.h>
#include <string.h>

#include "xml/document.h"
#include "xml/name.h"
#include "xml/node.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlBuffer, xmlBufferFree)

/* Returns: (owned) @node as text. */
static char *
text_of(xmlNodePtr node)
{
    g_autoptr(xmlBuffer) buffer = xmlBufferCreate();

    xmlBufferSetAllocationScheme(buffer, XML_BUFFER_ALLOC_DOUBLEIT);
    xmlNodeDump(buffer, node->doc, node, 0, 0);
    return g_strdup((const char *)xmlBufferContent(buffer));
}

/* A copy in a document of its own declares at its top what it needs of the namespaces above. */
static void
raw_parse(xmlNodePtr node, void *member, const XmlContext *context)
{
    g_autoptr(XmlDocument) document = xmlNewDoc(NULL);
    xmlNodePtr copy = xmlDocCopyNode(node, document, 1);
    char **text = member;

    (void)context;
    xmlDocSetRootElement(document, copy);
    g_free(*text);
    *text = text_of(copy);
}

static void
write_tag(xmlNodePtr node, const char *name, xmlTextWriterPtr writer)
{
    xmlTextWriterStartElement(writer, BAD_CAST name);
    for (const xmlNs *space = node->nsDef; space != NULL; space = space->next) {
        g_autofree char *declared = space->prefix != NULL
                                        ? g_strconcat("xmlns:", (const char *)space->prefix, NULL)
                                        : g_strdup("xmlns");

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
    const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
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
        g_autofree char *content = text_of(child);

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

const XmlCustom xml_raw = {raw_parse, raw_format, raw_clear};
