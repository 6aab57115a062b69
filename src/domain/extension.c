/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/extension.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "xml/binding.h"
#include "xml/document.h"

static const char *const allocation_names[] = {
    [ALLOCATION_DRIVER] = "driver",
    [ALLOCATION_QEMU] = "qemu",
};
static const NameTable allocations = NAME_TABLE(allocation_names);

static const char *const profile_names[] = {
    [PROFILE_DEFAULT] = "default",
    [PROFILE_PAPR] = "papr",
};
static const NameTable profiles = NAME_TABLE(profile_names);

static const char *const packing_names[] = {
    [PACKING_DEFAULT] = "default",
    [PACKING_DENSE] = "dense",
};
static const NameTable packings = NAME_TABLE(packing_names);

static const XmlField extension_fields[] = {
    XML_ATTR_ENUM("allocation", Extension, allocation, allocations),
    XML_ATTR_ENUM("profile", Extension, profile, profiles),
    XML_ATTR_ENUM("packing", Extension, packing, packings),
    XML_ATTR_YES_NO("reserve-slot-zero", Extension, reserves_slot_zero),
    XML_ATTR_YES_NO("verify", Extension, is_verified),
    XML_CHILD("pseries:placement", Extension, placement, placement_binding),
    XML_END,
};
static const XmlBinding extension_binding = {"pci", sizeof(Extension), extension_fields};

void
extension_clear(Extension *extension)
{
    xml_binding_clear(&extension_binding, extension);
}

static bool
is_extension(xmlNodePtr node)
{
    return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
           strcmp((const char *)node->ns->href, EXTENSION_NAMESPACE) == 0 &&
           strcmp((const char *)node->name, "pci") == 0;
}

Extension
extension_read(const char *metadata, unsigned line, Report *report)
{
    Extension extension = {.allocation = ALLOCATION_NONE};
    XmlContext context = {.report = report, .is_strict = true, .user = NULL};
    g_autoptr(XmlDocument) document = NULL;
    bool is_read = false;

    if (metadata == NULL)
        return extension;
    document = xml_document_parse(metadata, strlen(metadata), report);
    if (document == NULL)
        return extension;
    for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL;
         node = node->next) {
        if (!is_extension(node))
            continue;
        if (is_read)
            xml_invalid(&context, node, NULL, _("this element may appear only once"));
        else
            xml_binding_parse(&extension_binding, node, &extension, &context);
        is_read = true;
    }
    if (extension.placement != NULL)
        placement_check(extension.placement, line, report);
    return extension;
}
