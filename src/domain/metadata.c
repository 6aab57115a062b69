/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/metadata.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "domain/extension.h"
#include "xml/document.h"
#include "xml/name.h"
#include "xml/node.h"
#include "xml/raw.h"

/* Prefixes and namespaces reserved by XML, which a document cannot bind. */
static const char *const taken_prefixes[] = {"xml", "xmlns", NULL};
static const char *const taken_uris[] = {"", "http://www.w3.org/XML/1998/namespace",
                                         "http://www.w3.org/2000/xmlns/", NULL};

static bool
fail(const char *name, const char *value, GError **error)
{
    g_autofree char *shown = xml_shown(value);

    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                _("metadata %s '%s' cannot be kept in an XML document"), name, shown);
    return false;
}

/* Checks that libvirt's client library makes as well; other clients may not. */
static const char *
find_flaw(const Metadata *metadata)
{
    bool is_element = metadata->type == VIR_DOMAIN_METADATA_ELEMENT;

    if (metadata->type == VIR_DOMAIN_METADATA_TITLE && metadata->text != NULL &&
        strchr(metadata->text, '\n') != NULL)
        return _("metadata title can't contain newlines");
    if (!is_element && metadata->uri != NULL)
        return _("uri in virDomainSetMetadata must be NULL");
    if (!is_element && metadata->key != NULL)
        return _("key in virDomainSetMetadata must be NULL");
    if (is_element && metadata->uri == NULL)
        return _("uri in virDomainSetMetadata must not be NULL");
    if (is_element && metadata->text != NULL && metadata->key == NULL)
        return _("key in virDomainSetMetadata must not be NULL");
    return NULL;
}

static bool
check_type(int type, GError **error)
{
    if (type >= VIR_DOMAIN_METADATA_DESCRIPTION && type <= VIR_DOMAIN_METADATA_ELEMENT)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("unknown metadata type '%d'"), type);
    return false;
}

/* Checks the namespace and its prefix, which are only given with an element to set. */
static bool
check_name_space(const char *key, const char *uri, GError **error)
{
    if (!xml_is_text(key) || xmlValidateNCName(BAD_CAST key, 0) != 0) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("failed to validate prefix for a new XML namespace"));
        return false;
    }
    if (g_strv_contains(taken_prefixes, key))
        return fail("key", key, error);
    if (!xml_is_text(uri) || g_strv_contains(taken_uris, uri))
        return fail("uri", uri, error);
    return true;
}

bool
metadata_check(const Metadata *metadata, GError **error)
{
    const char *flaw = NULL;

    if (!check_type(metadata->type, error))
        return false;
    flaw = find_flaw(metadata);
    if (flaw != NULL) {
        g_set_error_literal(error, PSERIES_PLAIN_ERROR, VIR_ERR_INVALID_ARG, flaw);
        return false;
    }
    if (metadata->text == NULL)
        return true;
    if (metadata->type == VIR_DOMAIN_METADATA_ELEMENT)
        return check_name_space(metadata->key, metadata->uri, error);
    if (!xml_is_text(metadata->text))
        return fail(metadata->type == VIR_DOMAIN_METADATA_TITLE ? "title" : "description",
                    metadata->text, error);
    return true;
}

static XmlDocument *
parse(const char *text, GError **error)
{
    g_autoptr(Report) report = report_new();
    XmlDocument *document = xml_document_parse(text, strlen(text), report);

    if (document == NULL)
        report_to_error(report, error);
    return document;
}

/* Returns: (owned, nullable) the <metadata> of @domain as a document of its own, empty if it has
 * none. */
static XmlDocument *
parse_whole(const Domain *domain, GError **error)
{
    return parse(domain->metadata != NULL ? domain->metadata : "<metadata/>", error);
}

static bool
is_of(xmlNodePtr node, const char *uri)
{
    return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
           g_strcmp0((const char *)node->ns->href, uri) == 0;
}

static xmlNodePtr
find_element(xmlNodePtr root, const char *uri)
{
    for (xmlNodePtr node = root->children; node != NULL; node = node->next)
        if (is_of(node, uri))
            return node;
    return NULL;
}

/* Elements without a namespace get the client's, as in libvirt. */
static void
put_into(xmlNodePtr node, xmlNsPtr name_space)
{
    if (node->type != XML_ELEMENT_NODE)
        return;
    if (node->ns == NULL)
        xmlSetNs(node, name_space);
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
        put_into(child, name_space);
}

/* Whether an element in @node declares @prefix, which would hide the client's declaration inside
 * it. */
static bool
declares(xmlNodePtr node, const char *prefix)
{
    if (node->type != XML_ELEMENT_NODE)
        return false;
    for (const xmlNs *space = node->nsDef; space != NULL; space = space->next)
        if (g_strcmp0((const char *)space->prefix, prefix) == 0)
            return true;
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
        if (declares(child, prefix))
            return true;
    return false;
}

/* Puts a client's element into @root, in its namespace. */
static bool
insert_element(xmlNodePtr root, const Metadata *metadata, GError **error)
{
    g_autoptr(XmlDocument) own = parse(metadata->text, error);
    xmlNodePtr node = NULL;
    xmlNsPtr name_space = NULL;

    if (own == NULL)
        return false;
    node = xmlDocGetRootElement(own);
    if (declares(node, metadata->key)) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("failed to create a new XML namespace"));
        return false;
    }
    node = xmlDocCopyNode(node, root->doc, 1);
    name_space = xmlNewNs(node, BAD_CAST metadata->uri, BAD_CAST metadata->key);
    put_into(node, name_space);
    xmlAddChild(root, node);
    if (is_of(node, metadata->uri))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                _("the metadata element <%s> is of another namespace than '%s'"),
                (const char *)node->name, metadata->uri);
    return false;
}

static void
remove_node(xmlNodePtr node)
{
    xmlUnlinkNode(node);
    xmlFreeNode(node);
}

/* Removes the elements of @uri; a client's document may have several. */
static void
remove_elements(xmlNodePtr root, const char *uri)
{
    for (xmlNodePtr node = find_element(root, uri); node != NULL; node = find_element(root, uri))
        remove_node(node);
}

static bool
is_blank_text(xmlNodePtr node)
{
    return node->type == XML_TEXT_NODE && xmlIsBlankNode(node);
}

/* Puts each child of <metadata> on its own line with the indent of a definition.  The content of
 * the children is not changed. */
static void
lay_out(xmlNodePtr root)
{
    xmlNodePtr next = NULL;

    for (xmlNodePtr node = root->children; node != NULL; node = next) {
        next = node->next;
        if (is_blank_text(node))
            remove_node(node);
    }
    for (xmlNodePtr node = root->children; node != NULL; node = node->next)
        if (node->type != XML_TEXT_NODE)
            xmlAddPrevSibling(node, xmlNewDocText(root->doc, BAD_CAST "\n    "));
    xmlAddChild(root, xmlNewDocText(root->doc, BAD_CAST "\n  "));
}

/* Returns: (owned, nullable) the text of <metadata> with the change; empty when nothing is left.
 * NULL with @error. */
static char *
changed_elements(const Domain *domain, const Metadata *metadata, GError **error)
{
    g_autoptr(XmlDocument) document = parse_whole(domain, error);
    xmlNodePtr root = document != NULL ? xmlDocGetRootElement(document) : NULL;

    if (root == NULL)
        return NULL;
    remove_elements(root, metadata->uri);
    if (metadata->text != NULL && !insert_element(root, metadata, error))
        return NULL;
    if (xmlFirstElementChild(root) == NULL)
        return g_strdup("");
    lay_out(root);
    return xml_raw_text(root);
}

/* Returns: (borrowed, nullable) the child @name of the root of @document. */
static xmlNodePtr
child_of_root(XmlDocument *document, const char *name)
{
    xmlNodePtr node = xmlFirstElementChild(xmlDocGetRootElement(document));

    while (node != NULL && g_strcmp0((const char *)node->name, name) != 0)
        node = xmlNextElementSibling(node);
    return node;
}

static bool
is_same(XmlDocument *document, const char *name, const char *wanted)
{
    xmlNodePtr node = child_of_root(document, name);
    g_autofree char *text = NULL;

    if (node != NULL)
        text = g_str_equal(name, "metadata") ? xml_raw_text(node) : xml_node_text(node);
    return g_strcmp0(text, wanted) == 0;
}

/* Whether the definition of @domain can be read again, with the same metadata in it. */
static bool
comes_back(const Domain *domain, GError **error)
{
    g_autofree char *text = domain_format(domain, DOMAIN_XML_SECURE);
    g_autoptr(XmlDocument) document = parse(text, error);

    if (document == NULL)
        return false;
    if (is_same(document, "title", domain->title) &&
        is_same(document, "description", domain->description) &&
        is_same(document, "metadata", domain->metadata))
        return true;
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                        _("the metadata would be another when the definition is read again"));
    return false;
}

/* Our own element is checked when it is set, not when the guest is planned the next time. */
static bool
is_sound(const Domain *domain, const Metadata *metadata, GError **error)
{
    g_autoptr(Report) report = report_new();
    g_auto(Extension) extension = {.allocation = ALLOCATION_NONE};

    if (!extension_is_space(metadata->uri))
        return true;
    extension = extension_read(domain->metadata, domain->line, report);
    return report_to_error(report, error);
}

/* Returns: (borrowed) the member of @domain for @type. */
static char **
place_of(Domain *domain, int type)
{
    if (type == VIR_DOMAIN_METADATA_ELEMENT)
        return &domain->metadata;
    return type == VIR_DOMAIN_METADATA_TITLE ? &domain->title : &domain->description;
}

bool
metadata_set(Domain *domain, const Metadata *metadata, GError **error)
{
    char **place = place_of(domain, metadata->type);
    g_autofree char *old = NULL;
    g_autofree char *wanted = NULL;

    if (metadata->type == VIR_DOMAIN_METADATA_ELEMENT) {
        wanted = changed_elements(domain, metadata, error);
        if (wanted == NULL)
            return false;
    } else {
        wanted = g_strdup(metadata->text);
    }
    old = g_steal_pointer(place);
    if (wanted != NULL && *wanted != '\0')
        *place = g_steal_pointer(&wanted);
    if (comes_back(domain, error) && is_sound(domain, metadata, error))
        return true;
    g_free(*place);
    *place = g_steal_pointer(&old);
    return false;
}

static bool
has_attribute_of(xmlNodePtr node, const char *uri)
{
    if (node->type != XML_ELEMENT_NODE)
        return false;
    for (xmlAttrPtr attribute = node->properties; attribute != NULL; attribute = attribute->next)
        if (attribute->ns != NULL && g_strcmp0((const char *)attribute->ns->href, uri) == 0)
            return true;
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
        if (has_attribute_of(child, uri))
            return true;
    return false;
}

/* Takes the elements of @node out of the namespace @uri, and its declarations away unless they are
 * still used. */
static void
drop_name_space(xmlNodePtr node, const char *uri, bool is_used)
{
    xmlNsPtr *link = &node->nsDef;

    if (is_of(node, uri))
        xmlSetNs(node, NULL);
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            drop_name_space(child, uri, is_used);
    while (*link != NULL) {
        xmlNsPtr own = *link;

        if (g_strcmp0((const char *)own->href, uri) != 0 || (is_used && own->prefix != NULL)) {
            link = &own->next;
            continue;
        }
        *link = own->next;
        own->next = NULL;
        xmlFreeNs(own);
    }
}

/* libvirt returns an element without its namespace, which the client knows. */
static char *
get_element(const Domain *domain, const char *uri)
{
    g_autoptr(XmlDocument) document = parse_whole(domain, NULL);
    xmlNodePtr node =
        document != NULL && uri != NULL ? find_element(xmlDocGetRootElement(document), uri) : NULL;

    if (node == NULL)
        return NULL;
    drop_name_space(node, uri, has_attribute_of(node, uri));
    return xml_raw_text(node);
}

char *
metadata_get(const Domain *domain, int type, const char *uri, GError **error)
{
    char *text = NULL;

    if (!check_type(type, error))
        return NULL;
    if (type == VIR_DOMAIN_METADATA_ELEMENT)
        text = get_element(domain, uri);
    else
        text = g_strdup(type == VIR_DOMAIN_METADATA_TITLE ? domain->title : domain->description);
    if (text == NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_NO_DOMAIN_METADATA,
                            _("Requested metadata element is not present"));
    return text;
}
