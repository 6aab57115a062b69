/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/stored_document.h"

#include <string.h>

#include "xml/document.h"

/* The attributes that hold secrets, whatever their element, and the elements with secrets in them:
 * the rows of the binding tables that are shown only with DOMAIN_XML_SECURE. */
static const char *const secret_attributes[] = {"passwd"};
static const char *const secret_elements[] = {"cookies", NULL};

/* Makes a change.  Returns: whether anything changed. */
typedef bool (*Edit)(xmlNodePtr root, const void *user);

/* Returns: (owned) the root element as text. */
static char *
text_of(XmlDocument *document, xmlNodePtr root)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    char *text = NULL;

    xmlBufferSetAllocationScheme(buffer, XML_BUFFER_ALLOC_DOUBLEIT);
    xmlNodeDump(buffer, document, root, 0, 0);
    xmlBufferAdd(buffer, BAD_CAST "\n", 1);
    text = g_strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

static char *
edited(const char *text, Edit edit, const void *user, GError **error)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) document = xml_document_parse(text, strlen(text), report);
    xmlNodePtr root = document != NULL ? xmlDocGetRootElement(document) : NULL;

    if (root == NULL) {
        report_to_error(report, error);
        return NULL;
    }
    return edit(root, user) ? text_of(document, root) : g_strdup(text);
}

/* Returns: the position in @text after @end. */
static const char *
skip_past(const char *text, const char *end)
{
    const char *found = strstr(text, end);

    return found != NULL ? found + strlen(end) : text + strlen(text);
}

char *
stored_document_element(const char *text)
{
    const char *at = text;

    while (*at != '\0') {
        if (g_str_has_prefix(at, "<!--"))
            at = skip_past(at, "-->");
        else if (g_str_has_prefix(at, "<?"))
            at = skip_past(at, "?>");
        else if (*at == '<')
            break;
        else
            at++;
    }
    return g_strdup(at);
}

/* Sets the text of the child @name of @root to @value; adds the child if it is missing. */
static void
set_child(xmlNodePtr root, const char *name, const char *value)
{
    xmlNodePtr node = root->children;

    while (node != NULL &&
           (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, name) != 0))
        node = node->next;
    if (node == NULL)
        node = xmlNewChild(root, NULL, BAD_CAST name, NULL);
    xmlNodeSetContent(node, NULL);
    xmlNodeAddContent(node, BAD_CAST value);
}

static bool
set_name(xmlNodePtr root, const void *name)
{
    set_child(root, "name", name);
    return true;
}

static bool
set_uuid(xmlNodePtr root, const void *uuid)
{
    set_child(root, "uuid", uuid);
    return true;
}

char *
stored_document_renamed(const char *text, const char *name, GError **error)
{
    return edited(text, set_name, name, error);
}

char *
stored_document_identified(const char *text, const char *uuid, GError **error)
{
    return edited(text, set_uuid, uuid, error);
}

/* Returns: (borrowed, nullable) the node after @node in document order. */
static xmlNodePtr
next_node(xmlNodePtr node, const xmlNode *root)
{
    if (node->type == XML_ELEMENT_NODE && node->children != NULL)
        return node->children;
    while (node != root && node->next == NULL)
        node = node->parent;
    return node != root ? node->next : NULL;
}

/* What is in such an element; the element itself stays.  Returns: whether there was any. */
static bool
drop_content(xmlNodePtr node)
{
    bool has_some = node->children != NULL;

    while (node->children != NULL) {
        xmlNodePtr child = node->children;

        xmlUnlinkNode(child);
        xmlFreeNode(child);
    }
    return has_some;
}

static bool
drop_secrets(xmlNodePtr root, const void *user)
{
    bool has_some = false;

    (void)user;
    for (xmlNodePtr node = root; node != NULL; node = next_node(node, root)) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        for (size_t i = 0; i < G_N_ELEMENTS(secret_attributes); i++)
            has_some |= xmlUnsetProp(node, BAD_CAST secret_attributes[i]) == 0;
        if (g_strv_contains(secret_elements, (const char *)node->name))
            has_some |= drop_content(node);
    }
    return has_some;
}

char *
stored_document_public(const char *text, GError **error)
{
    return edited(text, drop_secrets, NULL, error);
}
