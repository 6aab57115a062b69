/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/network_filter.h"

#include "devices/interface_xml.h"
#include "devices/network_port.h"
#include "xml/document.h"

typedef struct {
    char *name;
} PortDevice;

/* What the daemon that has filters is told (<filterbinding>). */
typedef struct {
    NicOwner owner;
    PortDevice port;
    InterfaceMac mac;
    NicFilter filter;
} FilterBinding;

static const XmlField device_fields[] = {
    XML_ATTR_STRING("name", PortDevice, name),
    XML_END,
};
static const XmlBinding device_binding = {"portdev", sizeof(PortDevice), device_fields};

static const XmlField binding_fields[] = {
    XML_INLINE("owner", FilterBinding, owner, nic_owner_binding),
    XML_INLINE("portdev", FilterBinding, port, device_binding),
    XML_INLINE("mac", FilterBinding, mac, interface_mac_binding),
    XML_INLINE("filterref", FilterBinding, filter, nic_filter_binding),
    XML_END,
};
static const XmlBinding binding = {"filterbinding", sizeof(FilterBinding), binding_fields};

/* Returns: (owned) the document for the filter of @nic. */
static char *
write_binding(const Domain *live, const Interface *nic)
{
    const FilterBinding value = {
        .owner = {live->name, live->uuid},
        .port = {.name = nic->target.dev},
        .mac = {.address = nic->mac.address},
        .filter = nic->network.filter,
    };
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);

    xml_binding_format(&binding, NULL, &value, writer, NULL);
    return xml_writer_finish(writer, buffer);
}

bool
network_filter_bind_again(const HostServices *services, const Domain *live, const Interface *nic,
                          GError **error)
{
    const char *filter = nic->network.filter.filter;
    g_autofree char *xml = NULL;

    if (filter == NULL)
        return true;
    xml = write_binding(live, nic);
    return services->bind_filter(services->user, filter, nic->target.dev, xml, error);
}

bool
network_filter_bind(const HostServices *services, const Domain *live, const Interface *nic,
                    UndoList *undo, GError **error)
{
    if (nic->network.filter.filter == NULL)
        return true;
    undo_add(undo, &(UndoStep){UNDO_FILTER, nic->target.dev, {0}});
    return undo_write(undo, error) && network_filter_bind_again(services, live, nic, error);
}
