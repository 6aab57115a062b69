/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/interface_xml.h"

#include <glib/gi18n-lib.h>

#include "devices/interface.h"

enum { MTU_LEAST = 68 };

static const char *const link_texts[] = {[LINK_UP] = "up", [LINK_DOWN] = "down"};
static const NameTable link_names = NAME_TABLE(link_texts);

static const char *const mac_type_texts[] = {
    [MAC_GENERATED] = "generated",
    [MAC_STATIC] = "static",
};
static const NameTable mac_type_names = NAME_TABLE(mac_type_texts);

static const XmlField mac_fields[] = {
    XML_ATTR("address", InterfaceMac, address, xml_type_mac, ),
    XML_ATTR_ENUM("type", InterfaceMac, type, mac_type_names),
    XML_ATTR_YES_NO("check", InterfaceMac, check),
    XML_ATTR("currentAddress", InterfaceMac, current, xml_type_mac, ),
    XML_END,
};
const XmlBinding interface_mac_binding = {"mac", sizeof(InterfaceMac), mac_fields};

static const XmlField model_fields[] = {
    XML_ATTR_STRING("type", InterfaceModel, type),
    XML_END,
};
static const XmlBinding model_binding = {"model", sizeof(InterfaceModel), model_fields};

static const XmlField target_fields[] = {
    XML_ATTR_STRING("dev", InterfaceTarget, dev),
    XML_ATTR_YES_NO("managed", InterfaceTarget, managed),
    XML_END,
};
static const XmlBinding target_binding = {"target", sizeof(InterfaceTarget), target_fields};

static const XmlField script_fields[] = {
    XML_ATTR_STRING("path", InterfaceScript, path),
    XML_END,
};
static const XmlBinding script_binding = {"script", sizeof(InterfaceScript), script_fields};

static const XmlField link_fields[] = {
    XML_ATTR_ENUM_OR_EMPTY("state", InterfaceLink, state, link_names),
    XML_END,
};
static const XmlBinding link_binding = {"link", sizeof(InterfaceLink), link_fields};

static const XmlField mtu_fields[] = {
    XML_ATTR("size", InterfaceMtu, size, xml_type_uint, .min = MTU_LEAST, .max = G_MAXUINT16,
             .may_be_empty = true, .zero_is_none = true),
    XML_END,
};
static const XmlBinding mtu_binding = {"mtu", sizeof(InterfaceMtu), mtu_fields};

static const XmlField tune_fields[] = {
    XML_LEAF("sndbuf", InterfaceTune, sndbuf, xml_type_uint, .max = G_MAXUINT32),
    XML_END,
};
static const XmlBinding tune_binding = {"tune", sizeof(InterfaceTune), tune_fields};

static const char *const backend_texts[] = {
    [BACKEND_DEFAULT] = "default",
    [BACKEND_PASST] = "passt",
};
static const NameTable backend_names = NAME_TABLE(backend_texts);

static const XmlField backend_fields[] = {
    XML_ATTR_ENUM("type", InterfaceBackend, type, backend_names),
    XML_ATTR_STRING("tap", InterfaceBackend, tap),
    XML_ATTR_STRING("vhost", InterfaceBackend, vhost),
    XML_ATTR_STRING("logFile", InterfaceBackend, log_file),
    XML_ATTR_STRING("hostname", InterfaceBackend, host_name),
    XML_ATTR_STRING("fqdn", InterfaceBackend, fqdn),
    XML_END,
};
static const XmlBinding backend_binding = {"backend", sizeof(InterfaceBackend), backend_fields};

static const XmlField guest_fields[] = {
    XML_ATTR_STRING("dev", InterfaceGuest, dev),
    XML_ATTR_STRING("actual", InterfaceGuest, actual),
    XML_END,
};
static const XmlBinding guest_binding = {"guest", sizeof(InterfaceGuest), guest_fields};

static const XmlField backend_domain_fields[] = {
    XML_ATTR_STRING("name", InterfaceBackendDomain, name),
    XML_END,
};
static const XmlBinding backend_domain_binding = {"backenddomain", sizeof(InterfaceBackendDomain),
                                                  backend_domain_fields};

static const XmlField interface_fields[] = {
    XML_ATTR_ENUM("type", Interface, type, interface_type_names),
    XML_ATTR_YES_NO_OR_EMPTY("managed", Interface, managed),
    XML_ATTR_YES_NO("trustGuestRxFilters", Interface, trust_guest_rx_filters),
    XML_INLINE("mac", Interface, mac, interface_mac_binding),
    XML_INLINE("source", Interface, source, interface_source_binding),
    XML_CHILD("vlan", Interface, network.vlan, nic_vlan_binding),
    XML_CHILD("virtualport", Interface, network.virtual_port, nic_virtual_port_binding),
    XML_RARE("bandwidth", Interface, network.bandwidth, nic_bandwidth_binding),
    XML_INLINE("port", Interface, network.port, nic_port_binding),
    NIC_ADDRESS_ROWS(Interface, addresses),
    XML_LIST("portForward", Interface, port_forwards, nic_port_forward_binding),
    XML_INLINE("script", Interface, script, script_binding),
    XML_INLINE("downscript", Interface, downscript, script_binding),
    XML_INLINE("backenddomain", Interface, backend_domain, backend_domain_binding),
    XML_INLINE("target", Interface, target, target_binding),
    XML_INLINE("guest", Interface, guest, guest_binding),
    XML_INLINE("model", Interface, model, model_binding),
    XML_RARE("driver", Interface, driver, nic_driver_binding),
    XML_INLINE("backend", Interface, backend, backend_binding),
    XML_INLINE("filterref", Interface, network.filter, nic_filter_binding),
    XML_INLINE("tune", Interface, tune, tune_binding),
    XML_INLINE("link", Interface, link, link_binding),
    XML_INLINE("mtu", Interface, mtu, mtu_binding),
    XML_INLINE("teaming", Interface, teaming, teaming_binding),
    XML_INLINE("coalesce", Interface, network.coalesce, nic_coalesce_binding),
    DEVICE_BOOT_ROW(Interface),
    XML_INLINE("rom", Interface, rom, rom_binding),
    DEVICE_ROWS(Interface),
    XML_END,
};
const XmlBinding interface_binding = {"interface", sizeof(Interface), interface_fields};
