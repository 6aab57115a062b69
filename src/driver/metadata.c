/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/metadata.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "driver/amend.h"
#include "driver/flags.h"
#include "xml/document.h"

enum { AFFECT_FLAGS = VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG };

/* Returns: (owned, nullable) the document @text, which came from a client or is our own. */
static XmlDocument *
parse(const char *text, GError **error)
{
    g_autoptr(Report) report = report_new();
    XmlDocument *document = xml_document_parse(text, strlen(text), report);

    if (document == NULL)
        report_to_error(report, error);
    return document;
}

/* The <metadata> of a guest as a document of its own, empty if it has none. */
static XmlDocument *
parse_whole(const Domain *domain, GError **error)
{
    return parse(domain->metadata != NULL ? domain->metadata : "<metadata/>", error);
}

static xmlNodePtr
find_element(xmlNodePtr root, const char *uri)
{
    for (xmlNodePtr node = root->children; node != NULL; node = node->next)
        if (node->type == XML_ELEMENT_NODE && node->ns != NULL &&
            g_strcmp0((const char *)node->ns->href, uri) == 0)
            return node;
    return NULL;
}

/* Returns: (owned) the text of @node. */
static char *
text_of(XmlDocument *document, xmlNodePtr node)
{
    xmlBufferPtr buffer = xmlBufferCreate();
    char *text = NULL;

    xmlNodeDump(buffer, document, node, 0, 1);
    text = g_strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    return text;
}

/* Puts a client's element into @root, in its namespace, in place of the one that was there. */
static bool
insert_element(xmlNodePtr root, const Metadata *metadata, GError **error)
{
    g_autoptr(XmlDocument) own = parse(metadata->text, error);
    xmlNodePtr node = NULL;
    xmlNsPtr name_space = NULL;

    if (own == NULL)
        return false;
    node = xmlDocCopyNode(xmlDocGetRootElement(own), root->doc, 1);
    name_space = xmlNewNs(node, BAD_CAST metadata->uri, BAD_CAST metadata->key);
    if (name_space == NULL) {
        xmlFreeNode(node);
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("failed to create XML namespace"));
        return false;
    }
    xmlSetNs(node, name_space);
    xmlAddChild(root, node);
    return true;
}

static bool
change_element(Domain *domain, const Metadata *metadata, GError **error)
{
    g_autoptr(XmlDocument) document = parse_whole(domain, error);
    xmlNodePtr root = document != NULL ? xmlDocGetRootElement(document) : NULL;
    xmlNodePtr old = NULL;

    if (root == NULL)
        return false;
    old = find_element(root, metadata->uri);
    if (old != NULL) {
        xmlUnlinkNode(old);
        xmlFreeNode(old);
    }
    if (metadata->text != NULL && !insert_element(root, metadata, error))
        return false;
    g_clear_pointer(&domain->metadata, g_free);
    if (xmlFirstElementChild(root) != NULL)
        domain->metadata = text_of(document, root);
    return true;
}

static bool
change(Domain *domain, void *user, GError **error)
{
    const Metadata *metadata = user;
    char **line =
        metadata->type == VIR_DOMAIN_METADATA_TITLE ? &domain->title : &domain->description;

    if (metadata->type == VIR_DOMAIN_METADATA_ELEMENT)
        return change_element(domain, metadata, error);
    g_free(*line);
    *line = metadata->text != NULL && *metadata->text != '\0' ? g_strdup(metadata->text) : NULL;
    return true;
}

static bool
check_type(int type, GError **error)
{
    if (type >= VIR_DOMAIN_METADATA_DESCRIPTION && type <= VIR_DOMAIN_METADATA_ELEMENT)
        return true;
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("unknown metadata type"));
    return false;
}

/* What libvirt's own library checks before it calls; other clients may not. */
static bool
check_metadata(const Metadata *metadata, GError **error)
{
    const char *flaw = NULL;

    if (!check_type(metadata->type, error))
        return false;
    if (metadata->type == VIR_DOMAIN_METADATA_TITLE && metadata->text != NULL &&
        strchr(metadata->text, '\n') != NULL)
        flaw = _("metadata title can't contain newlines");
    else if (metadata->type == VIR_DOMAIN_METADATA_ELEMENT && metadata->uri == NULL)
        flaw = _("metadata uri must not be NULL");
    else if (metadata->type == VIR_DOMAIN_METADATA_ELEMENT && metadata->text != NULL &&
             metadata->key == NULL)
        flaw = _("metadata key must not be NULL");
    if (flaw != NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, flaw);
    return flaw == NULL;
}

bool
set_guest_metadata(Driver *driver, Guest *guest, const Metadata *metadata, unsigned flags,
                   GError **error)
{
    Metadata wanted = *metadata;
    g_auto(GuestName) name = {0};
    Event *event = NULL;

    if (!flags_check(flags, AFFECT_FLAGS, "qemuDomainSetMetadata", error) ||
        !check_metadata(metadata, error) || !amend_resolve(guest, &flags, error) ||
        !amend(driver, guest, flags, &(Amendment){change, &wanted}, error))
        return false;
    name = guest_name(guest);
    event = event_new(VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, &name);
    event->kind = metadata->type;
    event->text = g_strdup(metadata->uri);
    driver_emit(driver, event);
    return true;
}

/* A client that asks for an element knows its namespace; libvirt gives it without one. */
static void
drop_name_space(xmlNodePtr node, const char *uri)
{
    xmlNsPtr *link = &node->nsDef;

    if (node->ns != NULL && g_strcmp0((const char *)node->ns->href, uri) == 0)
        xmlSetNs(node, NULL);
    for (xmlNodePtr child = node->children; child != NULL; child = child->next)
        if (child->type == XML_ELEMENT_NODE)
            drop_name_space(child, uri);
    while (*link != NULL) {
        xmlNsPtr own = *link;

        if (g_strcmp0((const char *)own->href, uri) != 0) {
            link = &own->next;
            continue;
        }
        *link = own->next;
        own->next = NULL;
        xmlFreeNs(own);
    }
}

static char *
get_element(const Domain *domain, const char *uri, GError **error)
{
    g_autoptr(XmlDocument) document = parse_whole(domain, error);
    xmlNodePtr node =
        document != NULL && uri != NULL ? find_element(xmlDocGetRootElement(document), uri) : NULL;

    if (node == NULL)
        return NULL;
    drop_name_space(node, uri);
    return text_of(document, node);
}

char *
get_guest_metadata(Guest *guest, int type, const char *uri, unsigned flags, GError **error)
{
    g_autoptr(Definition) definition = NULL;
    const Domain *domain = NULL;
    char *text = NULL;

    if (!flags_check(flags, AFFECT_FLAGS, "qemuDomainGetMetadata", error) ||
        !check_type(type, error) || !amend_resolve(guest, &flags, error))
        return NULL;
    definition = flags & VIR_DOMAIN_AFFECT_CONFIG ? guest_next(guest) : guest_current(guest);
    domain = definition_domain(definition);
    if (type == VIR_DOMAIN_METADATA_ELEMENT)
        text = get_element(domain, uri, NULL);
    else
        text = g_strdup(type == VIR_DOMAIN_METADATA_TITLE ? domain->title : domain->description);
    if (text == NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_NO_DOMAIN_METADATA,
                            _("Requested metadata element is not present"));
    return text;
}
