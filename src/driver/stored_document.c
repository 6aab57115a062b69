/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/stored_document.h"

#include <string.h>

#include "xml/document.h"

/* The attributes that hold secrets, whatever their element: the rows of the binding tables that are
 * shown only with DOMAIN_XML_SECURE. */
static const char *const secret_attributes[] = {"passwd"};

typedef void (*Edit)(xmlNodePtr root, const void *user);

/* Returns: (owned) the root element, edited, as text. */
static char *
edited(const char *text, Edit edit, const void *user, GError **error)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) document = xml_document_parse(text, strlen(text), report);
    xmlNodePtr root = document != NULL ? xmlDocGetRootElement(document) : NULL;
    xmlBufferPtr buffer = NULL;
    char *result = NULL;

    if (root == NULL) {
        report_to_error(report, error);
        return NULL;
    }
    if (edit != NULL)
        edit(root, user);
    buffer = xmlBufferCreate();
    xmlBufferSetAllocationScheme(buffer, XML_BUFFER_ALLOC_DOUBLEIT);
    xmlNodeDump(buffer, document, root, 0, 0);
    xmlBufferAdd(buffer, BAD_CAST "\n", 1);
    result = g_strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return result;
}

char *
stored_document_element(const char *text, GError **error)
{
    return edited(text, NULL, NULL, error);
}

static void
set_name(xmlNodePtr root, const void *name)
{
    for (xmlNodePtr node = root->children; node != NULL; node = node->next) {
        if (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, "name") != 0)
            continue;
        xmlNodeSetContent(node, NULL);
        xmlNodeAddContent(node, name);
        return;
    }
}

char *
stored_document_renamed(const char *text, const char *name, GError **error)
{
    return edited(text, set_name, name, error);
}

/* Returns: (nullable) the node behind @node in the order of the document. */
static xmlNodePtr
next_node(xmlNodePtr node, const xmlNode *root)
{
    if (node->type == XML_ELEMENT_NODE && node->children != NULL)
        return node->children;
    while (node != root && node->next == NULL)
        node = node->parent;
    return node != root ? node->next : NULL;
}

static void
drop_secrets(xmlNodePtr root, const void *user)
{
    (void)user;
    for (xmlNodePtr node = root; node != NULL; node = next_node(node, root))
        for (size_t i = 0; i < G_N_ELEMENTS(secret_attributes); i++)
            if (node->type == XML_ELEMENT_NODE)
                xmlUnsetProp(node, BAD_CAST secret_attributes[i]);
}

char *
stored_document_public(const char *text, GError **error)
{
    return edited(text, drop_secrets, NULL, error);
}
