/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/network_port.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "devices/interface_xml.h"
#include "domain/domain_walk.h"
#include "xml/document.h"

typedef struct {
    Tristate trust_guest;
} PortFilters;

/* What the NIC was told, and what it was before. */
struct NetworkPort {
    char *uuid;
    NicOwner owner;
    InterfaceMac mac;
    char *group;
    PortFilters filters;
    NicVlan *vlan;
    VirtualPort *virtual_port;
    NicBandwidth *bandwidth;
    NicPort options;
    Plug plug;
    char *network; /* not of the port's document */
};

static const char *const plug_texts[] = {
    [PLUG_NETWORK] = "network",
    [PLUG_BRIDGE] = "bridge",
    [PLUG_DIRECT] = "direct",
    [PLUG_HOSTDEV] = "hostdev-pci",
};
static const NameTable plug_names = NAME_TABLE(plug_texts);

static const XmlField plug_fields[] = {
    XML_ATTR("type", Plug, type, xml_type_enum, .argument = &plug_names, .is_required = true),
    XML_ATTR_STRING("bridge", Plug, bridge),
    XML_ATTR_STRING("macTableManager", Plug, mac_table_manager),
    XML_ATTR_STRING("dev", Plug, dev),
    XML_ATTR_ENUM("mode", Plug, mode, interface_mode_names),
    XML_ATTR_YES_NO("managed", Plug, managed),
    XML_CHILD("address", Plug, address, host_pci_address_binding),
    XML_END,
};
static const XmlBinding plug_binding = {"plug", sizeof(Plug), plug_fields};

static const XmlField owner_fields[] = {
    XML_LEAF("name", NicOwner, name, xml_type_string, ),
    XML_LEAF("uuid", NicOwner, uuid, xml_type_uuid, ),
    XML_END,
};
const XmlBinding nic_owner_binding = {"owner", sizeof(NicOwner), owner_fields};

static const XmlField filters_fields[] = {
    XML_ATTR_YES_NO("trustGuest", PortFilters, trust_guest),
    XML_END,
};
static const XmlBinding filters_binding = {"rxfilters", sizeof(PortFilters), filters_fields};

static const XmlField port_fields[] = {
    XML_LEAF("uuid", NetworkPort, uuid, xml_type_uuid, .is_required = true),
    XML_INLINE("owner", NetworkPort, owner, nic_owner_binding),
    XML_LEAF("group", NetworkPort, group, xml_type_string, ),
    XML_INLINE("mac", NetworkPort, mac, interface_mac_binding),
    XML_CHILD("virtualport", NetworkPort, virtual_port, nic_virtual_port_binding),
    XML_RARE("bandwidth", NetworkPort, bandwidth, nic_bandwidth_binding),
    XML_INLINE("rxfilters", NetworkPort, filters, filters_binding),
    XML_INLINE("port", NetworkPort, options, nic_port_binding),
    XML_CHILD("vlan", NetworkPort, vlan, nic_vlan_binding),
    XML_INLINE("plug", NetworkPort, plug, plug_binding),
    XML_END,
};
static const XmlBinding port_binding = {"networkport", sizeof(NetworkPort), port_fields};

void
network_port_free(NetworkPort *port)
{
    if (port == NULL)
        return;
    g_free(port->network);
    xml_binding_free(&port_binding, port);
}

NetworkPort *
network_port_copy(const NetworkPort *port)
{
    NetworkPort *copy = NULL;

    if (port == NULL)
        return NULL;
    copy = xml_binding_clone(&port_binding, port);
    copy->network = g_strdup(port->network);
    return copy;
}

/* ---- asking */

/* Returns: what @nic, which runs, is plugged in with; borrows from it. */
static Plug
plug_of(const Interface *nic)
{
    static const PlugType types[] = {
        [INTERFACE_NETWORK] = PLUG_NETWORK,
        [INTERFACE_BRIDGE] = PLUG_BRIDGE,
        [INTERFACE_DIRECT] = PLUG_DIRECT,
        [INTERFACE_HOSTDEV] = PLUG_HOSTDEV,
    };

    return (Plug){
        .type = nic->type < G_N_ELEMENTS(types) ? types[nic->type] : PLUG_NONE,
        .bridge = nic->source.bridge,
        .mac_table_manager = nic->source.mac_table_manager,
        .dev = nic->source.dev,
        .mode = nic->source.mode,
        .managed = nic->managed,
        .address = nic->source.hostdev.address != NULL ? &nic->source.hostdev.address->pci : NULL,
    };
}

char *
network_port_request(const Interface *nic, const Domain *domain, const char *uuid, bool has_plug)
{
    const NetworkPort port = {
        .uuid = (char *)uuid,
        .owner = {domain->name, domain->uuid},
        .mac = {.address = nic->mac.address},
        .group = nic->source.portgroup,
        .filters = {nic->trust_guest_rx_filters},
        .vlan = nic->network.vlan,
        .virtual_port = nic->network.virtual_port,
        .bandwidth = nic->network.bandwidth,
        .options = nic->network.port,
        .plug = has_plug ? plug_of(nic) : (Plug){0},
    };
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);

    xml_binding_format(&port_binding, NULL, &port, writer, NULL);
    return xml_writer_finish(writer, buffer);
}

/* ---- being told */

static NetworkPort *
read_port(const char *text, GError **error)
{
    g_autoptr(Report) report = report_new();
    const XmlContext context = {.report = report};
    g_autoptr(XmlDocument) document = xml_document_parse(text, strlen(text), report);
    NetworkPort *port = g_new0(NetworkPort, 1);
    const Plug *plug = &port->plug;
    bool is_whole = false;

    if (document != NULL)
        xml_binding_parse(&port_binding, xmlDocGetRootElement(document), port, &context);
    is_whole =
        ((plug->type == PLUG_NETWORK || plug->type == PLUG_BRIDGE) && plug->bridge != NULL) ||
        (plug->type == PLUG_DIRECT && plug->dev != NULL) ||
        (plug->type == PLUG_HOSTDEV && plug->address != NULL);
    if (report_to_error(report, error) && is_whole)
        return port;
    g_prefix_error(error, "%s", _("the network's port: "));
    if (error != NULL && *error == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("the network does not say with what <interface> is to be plugged in"));
    network_port_free(port);
    return NULL;
}

static void
plug_bridge(Interface *nic, const NetworkPort *port)
{
    nic->type = port->plug.type == PLUG_BRIDGE ? INTERFACE_BRIDGE : INTERFACE_NETWORK;
    if (nic->type == INTERFACE_BRIDGE)
        nic->source.bridge = g_strdup(port->plug.bridge);
}

static void
plug_direct(Interface *nic, const NetworkPort *port)
{
    nic->type = INTERFACE_DIRECT;
    nic->source.dev = g_strdup(port->plug.dev);
    nic->source.mode = port->plug.mode;
}

/* The NIC that the definition has was given the address of an emulated one: it stays if it is one
 * for PCI. */
static void
plug_hostdev(Interface *nic, const NetworkPort *port)
{
    nic->type = INTERFACE_HOSTDEV;
    nic->managed = port->plug.managed;
    nic->source.hostdev.address = g_new0(HostdevAddress, 1);
    nic->source.hostdev.address->type = HOSTDEV_ADDRESS_PCI;
    nic->source.hostdev.address->pci = *port->plug.address;
    if (nic->device.address.type != ADDRESS_PCI)
        xml_binding_clear(&address_binding, &nic->device.address);
}

static void (*const plugs[])(Interface *nic, const NetworkPort *port) = {
    [PLUG_NETWORK] = plug_bridge,
    [PLUG_BRIDGE] = plug_bridge,
    [PLUG_DIRECT] = plug_direct,
    [PLUG_HOSTDEV] = plug_hostdev,
};

/* The network may have more to say of it than the guest. */
static void
take_settings(Interface *nic, const NetworkPort *port)
{
    NicNetwork *network = &nic->network;

    xml_binding_free(&nic_vlan_binding, network->vlan);
    network->vlan = xml_binding_clone(&nic_vlan_binding, port->vlan);
    xml_binding_free(&nic_virtual_port_binding, network->virtual_port);
    network->virtual_port = xml_binding_clone(&nic_virtual_port_binding, port->virtual_port);
    xml_binding_free(&nic_bandwidth_binding, network->bandwidth);
    network->bandwidth = xml_binding_clone(&nic_bandwidth_binding, port->bandwidth);
    network->port = port->options;
    if (port->filters.trust_guest != TRISTATE_ABSENT)
        nic->trust_guest_rx_filters = port->filters.trust_guest;
}

bool
network_port_plug(Interface *nic, const char *text, GError **error)
{
    NetworkPort *port = read_port(text, error);

    if (port == NULL)
        return false;
    port->network = g_steal_pointer(&nic->source.network);
    g_free(port->group);
    port->group = g_steal_pointer(&nic->source.portgroup);
    take_settings(nic, port);
    plugs[port->plug.type](nic, port);
    if (nic->type == INTERFACE_NETWORK) {
        nic->source.network = g_strdup(port->network);
        nic->source.portgroup = g_strdup(port->group);
    }
    network_port_free(nic->port);
    nic->port = port;
    return true;
}

static void
set_text(char **member, const char *text)
{
    g_free(*member);
    *member = g_strdup(text);
}

/* A card of the host's is named by its address alone. */
static void
settle(Interface *nic)
{
    const NetworkPort *port = nic->port;
    InterfaceSource *source = &nic->source;

    if (nic->type == INTERFACE_HOSTDEV)
        return;
    set_text(&source->network, port->network);
    set_text(&source->portgroup, port->group);
    set_text(&source->port_id, port->uuid);
    set_text(&source->mac_table_manager, port->plug.mac_table_manager);
    if (nic->type == INTERFACE_NETWORK)
        set_text(&source->bridge, port->plug.bridge);
}

void
network_port_settle(Domain *live)
{
    DOMAIN_EACH(Interface, nic, live, &interface_kind)
        if (nic->port != NULL)
            settle(nic);
}
