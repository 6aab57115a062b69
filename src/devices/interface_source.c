/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/interface_source.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

static const char *const type_texts[] = {
    [INTERFACE_USER] = "user",
    [INTERFACE_BRIDGE] = "bridge",
    [INTERFACE_ETHERNET] = "ethernet",
    [INTERFACE_NETWORK] = "network",
    [INTERFACE_DIRECT] = "direct",
    [INTERFACE_HOSTDEV] = "hostdev",
    [INTERFACE_VHOSTUSER] = "vhostuser",
    [INTERFACE_SERVER] = "server",
    [INTERFACE_CLIENT] = "client",
    [INTERFACE_MCAST] = "mcast",
    [INTERFACE_UDP] = "udp",
    [INTERFACE_INTERNAL] = "internal",
    [INTERFACE_VDPA] = "vdpa",
    [INTERFACE_NULL] = "null",
    [INTERFACE_VDS] = "vds",
};
const NameTable interface_type_names = NAME_TABLE(type_texts);

static const XmlField local_fields[] = {
    XML_ATTR_STRING("address", InterfaceLocal, address),
    XML_ATTR_UINT("port", InterfaceLocal, port, 0, G_MAXUINT16),
    XML_END,
};
static const XmlBinding local_binding = {"local", sizeof(InterfaceLocal), local_fields};

static const XmlField source_fields[] = {
    XML_ATTR_STRING("bridge", InterfaceSource, bridge),
    XML_ATTR_STRING("address", InterfaceSource, address),
    XML_ATTR_UINT("port", InterfaceSource, port, 0, G_MAXUINT16),
    XML_INLINE("local", InterfaceSource, local, local_binding),
    XML_REFUSE_ATTR("network portgroup portid macTableManager dev mode name type path missing "
                    "switchid portgroupid connectionid",
                    XML_NOT_YET),
    XML_CHILD("address", InterfaceSource, hostdev.address, hostdev_card_address_binding),
    XML_REFUSE_ELEMENT("ip route reconnect vendor product", XML_NOT_YET),
    XML_END,
};
const XmlBinding interface_source_binding = {"source", sizeof(InterfaceSource), source_fields};

/* How QEMU's socket backend is told of each; NULL: no socket. */
static const struct {
    const char *property;
    bool needs_address; /* else any address of the host's */
} sockets[] = {
    [INTERFACE_SERVER] = {"listen", false}, [INTERFACE_CLIENT] = {"connect", true},
    [INTERFACE_MCAST] = {"mcast", true},    [INTERFACE_UDP] = {"udp", true},
    [INTERFACE_VDS] = {NULL, false},
};

static void
check_socket(const InterfaceSource *source, InterfaceType type, unsigned line, Report *report)
{
    const char *name = type_texts[type];
    bool has_local = source->local.address != NULL || source->local.port.is_set;

    if (!source->port.is_set)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of <interface type='%s'> lacks its 'port'"), name);
    if (sockets[type].needs_address && source->address == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of <interface type='%s'> lacks its 'address'"), name);
    if (type == INTERFACE_UDP && !source->local.port.is_set)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of <interface type='udp'> lacks its <local port=''/>"));
    if (type != INTERFACE_UDP && has_local)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<local> does not belong in <source> of <interface type='%s'>, only in one "
                       "of type 'udp'"),
                     name);
}

void
interface_source_check(const InterfaceSource *source, InterfaceType type, unsigned line,
                       Report *report)
{
    const char *name = type_texts[type];

    if (type != INTERFACE_HOSTDEV && source->hostdev.address != NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<address> does not belong in <source> of <interface type='%s'>, only in "
                       "one of type 'hostdev'"),
                     name);
    if (type == INTERFACE_BRIDGE && source->bridge == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<interface type='%s'> lacks its <source bridge=''/>"), name);
    if (type != INTERFACE_BRIDGE && source->bridge != NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("attribute 'bridge' of <source> does not belong in <interface type='%s'>"),
                     name);
    if (sockets[type].property != NULL)
        check_socket(source, type, line, report);
    else if (source->address != NULL || source->port.is_set)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'address' and 'port' of <source> do not belong in <interface type='%s'>"),
                     name);
}

void
interface_source_write(const InterfaceSource *source, InterfaceType type, JsonObject *part)
{
    part_set_string(part, "br", source->bridge);
    if (sockets[type].property == NULL)
        return;
    part_set_string_format(part, sockets[type].property, "%s:%u",
                           source->address != NULL ? source->address : "",
                           (unsigned)source->port.value);
    if (type == INTERFACE_UDP)
        part_set_string_format(part, "localaddr", "%s:%u",
                               source->local.address != NULL ? source->local.address : "",
                               (unsigned)source->local.port.value);
}
