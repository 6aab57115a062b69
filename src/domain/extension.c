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

/* Our elements, each in a namespace of its own, and where each is read to. */
static const struct {
    const char *space, *name;
    const XmlBinding *binding;
    size_t offset;
} elements[] = {
    {EXTENSION_NAMESPACE, "pci", &extension_binding, 0},
    {MACHINE_EXTENSION_NAMESPACE, "machine", &machine_extension_binding,
     offsetof(Extension, machine)},
};

void
extension_clear(Extension *extension)
{
    /* The first is all of it, and the others are its members. */
    for (size_t i = G_N_ELEMENTS(elements); i > 0; i--)
        xml_binding_clear(elements[i - 1].binding, (char *)extension + elements[i - 1].offset);
}

bool
extension_is_space(const char *space)
{
    for (size_t i = 0; i < G_N_ELEMENTS(elements); i++)
        if (g_strcmp0(elements[i].space, space) == 0)
            return true;
    return false;
}

static void
refuse_name(xmlNodePtr node, const char *name, const XmlContext *context)
{
    g_autofree char *reason =
        g_strdup_printf(_("the namespace '%s' has only the element '%s'"), node->ns->href, name);

    xml_invalid(context, node, NULL, reason);
}

/* Reads @node if it is an element of ours; @is_read: for each of them, whether it has been. */
static void
read_element(xmlNodePtr node, Extension *extension, bool *is_read, const XmlContext *context)
{
    for (size_t i = 0; i < G_N_ELEMENTS(elements); i++) {
        if (strcmp((const char *)node->ns->href, elements[i].space) != 0)
            continue;
        if (strcmp((const char *)node->name, elements[i].name) != 0)
            refuse_name(node, elements[i].name, context);
        else if (is_read[i])
            xml_invalid(context, node, NULL, _("this element may appear only once"));
        else
            xml_binding_parse(elements[i].binding, node, (char *)extension + elements[i].offset,
                              context);
        is_read[i] = true;
    }
}

Extension
extension_read(const char *metadata, unsigned line, Report *report)
{
    Extension extension = {.allocation = ALLOCATION_NONE};
    XmlContext context = {.report = report, .is_strict = true, .user = NULL};
    g_autoptr(XmlDocument) document = NULL;
    bool is_read[G_N_ELEMENTS(elements)] = {false};

    if (metadata == NULL)
        return extension;
    document = xml_document_parse(metadata, strlen(metadata), report);
    if (document == NULL)
        return extension;
    for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL;
         node = node->next)
        if (node->type == XML_ELEMENT_NODE && node->ns != NULL)
            read_element(node, &extension, is_read, &context);
    if (extension.placement != NULL)
        placement_check(extension.placement, line, report);
    return extension;
}
