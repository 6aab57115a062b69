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

static const char *const mode_texts[] = {
    [INTERFACE_MODE_VEPA] = "vepa",       [INTERFACE_MODE_BRIDGE] = "bridge",
    [INTERFACE_MODE_PRIVATE] = "private", [INTERFACE_MODE_PASSTHROUGH] = "passthrough",
    [INTERFACE_MODE_SERVER] = "server",   [INTERFACE_MODE_CLIENT] = "client",
};
const NameTable interface_mode_names = NAME_TABLE(mode_texts);

static const char *const socket_texts[] = {[INTERFACE_SOCKET_UNIX] = "unix"};
static const NameTable socket_names = NAME_TABLE(socket_texts);

static const XmlField reconnect_fields[] = {
    XML_ATTR_YES_NO("enabled", InterfaceReconnect, enabled),
    XML_ATTR_UINT_OR_NONE("timeout", InterfaceReconnect, timeout, 1, G_MAXUINT32),
    XML_REFUSE_ATTR("delay", N_("it is of network disks: here 'timeout' has the seconds between "
                                "two attempts")),
    XML_END,
};
static const XmlBinding reconnect_binding = {"reconnect", sizeof(InterfaceReconnect),
                                             reconnect_fields};

static const XmlField source_fields[] = {
    XML_ATTR_STRING("network", InterfaceSource, network),
    XML_ATTR_STRING("portgroup", InterfaceSource, portgroup),
    XML_ATTR_STRING("portid", InterfaceSource, port_id),
    XML_ATTR_STRING("macTableManager", InterfaceSource, mac_table_manager),
    XML_ATTR_STRING("bridge", InterfaceSource, bridge),
    XML_ATTR_ENUM("type", InterfaceSource, socket_type, socket_names),
    XML_ATTR_STRING("path", InterfaceSource, path),
    XML_ATTR_STRING("dev", InterfaceSource, dev),
    XML_ATTR_ENUM("mode", InterfaceSource, mode, interface_mode_names),
    XML_ATTR_STRING("address", InterfaceSource, address),
    XML_ATTR_UINT("port", InterfaceSource, port, 0, G_MAXUINT16),
    XML_RARE("local", InterfaceSource, local, local_binding),
    XML_RARE("reconnect", InterfaceSource, reconnect, reconnect_binding),
    NIC_ADDRESS_ROWS(InterfaceSource, addresses),
    XML_REFUSE_ATTR("name", N_("no driver connects an interface of type 'internal'")),
    XML_REFUSE_ATTR("switchid portgroupid connectionid",
                    N_("a distributed switch is VMware's alone")),
    XML_REFUSE_ATTR("missing", N_("a daemon alone writes it, about a guest that runs")),
    XML_CHILD("address", InterfaceSource, hostdev.address, hostdev_nic_address_binding),
    XML_REFUSE_ELEMENT("vendor product",
                       N_("they are of USB devices, which have no MAC address that can be set: use "
                          "<hostdev type='usb'>")),
    XML_END,
};
const XmlBinding interface_source_binding = {"source", sizeof(InterfaceSource), source_fields};

void
interface_source_complete(InterfaceSource *source, InterfaceType type)
{
    nic_addresses_complete(&source->addresses);
    /* The document of a running guest names the network as well as what it gave. */
    if (type != INTERFACE_NETWORK && source->port_id != NULL) {
        g_clear_pointer(&source->network, g_free);
        g_clear_pointer(&source->portgroup, g_free);
    }
    g_clear_pointer(&source->port_id, g_free);
    g_clear_pointer(&source->mac_table_manager, g_free);
    if (type == INTERFACE_NETWORK)
        g_clear_pointer(&source->bridge, g_free);
    if (type == INTERFACE_DIRECT && source->mode == INTERFACE_MODE_NONE)
        source->mode = INTERFACE_MODE_VEPA;
}

/* The option of QEMU's socket backend for each type; NULL: another backend. */
static const struct {
    const char *property;
    bool needs_address; /* else any address of the host */
} sockets[] = {
    [INTERFACE_SERVER] = {"listen", false}, [INTERFACE_CLIENT] = {"connect", true},
    [INTERFACE_MCAST] = {"mcast", true},    [INTERFACE_UDP] = {"udp", true},
    [INTERFACE_VDS] = {NULL, false},
};

static void
check_socket(const InterfaceSource *source, InterfaceType type, unsigned line, Report *report)
{
    const char *name = type_texts[type];
    const InterfaceLocal *local = XML_READ(source->local);

    if (!source->port.is_set)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of <interface type='%s'> lacks its 'port'"), name);
    if (sockets[type].needs_address && source->address == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of <interface type='%s'> lacks its 'address'"), name);
    if (type == INTERFACE_UDP && !local->port.is_set)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of <interface type='udp'> lacks its <local port=''/>"));
}

/* The attributes of <source> and the types that have and need them. */
static const struct {
    const char *name;
    size_t offset; /* of a char * */
    InterfaceType types[2];
} members[] = {
    {"bridge", offsetof(InterfaceSource, bridge), {INTERFACE_BRIDGE}},
    {"network", offsetof(InterfaceSource, network), {INTERFACE_NETWORK}},
    {"dev", offsetof(InterfaceSource, dev), {INTERFACE_DIRECT, INTERFACE_VDPA}},
    {"path", offsetof(InterfaceSource, path), {INTERFACE_VHOSTUSER}},
};

static void
check_members(const InterfaceSource *source, InterfaceType type, unsigned line, Report *report)
{
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++) {
        const char *value =
            *(char *const *)(const void *)((const char *)source + members[i].offset);
        bool belongs = members[i].types[0] == type || members[i].types[1] == type;
        /* In a user network 'dev' is for passt. */
        bool is_for_passt = type == INTERFACE_USER && value == source->dev;

        if (belongs && value == NULL)
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("<interface type='%s'> lacks its <source %s=''/>"), type_texts[type],
                         members[i].name);
        else if (!belongs && !is_for_passt && value != NULL)
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("attribute '%s' of <source> does not belong in <interface type='%s'>"),
                         members[i].name, type_texts[type]);
    }
    if (source->portgroup != NULL && type != INTERFACE_NETWORK)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("attribute '%s' of <source> does not belong in <interface type='%s'>"),
                     "portgroup", type_texts[type]);
    if (nic_addresses_is_set(&source->addresses) && type != INTERFACE_ETHERNET)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<ip> and <route> in <source> are not supported on <interface type='%s'>, "
                       "only on one of type 'ethernet'"),
                     type_texts[type]);
}

static void
check_mode(const InterfaceSource *source, InterfaceType type, unsigned line, Report *report)
{
    bool is_socket = source->mode >= INTERFACE_MODE_SERVER;

    if (type == INTERFACE_VHOSTUSER && !is_socket)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of <interface type='vhostuser'> lacks its mode, 'server' or "
                       "'client'"));
    else if (type == INTERFACE_DIRECT && is_socket)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("mode '%s' does not belong in <source> of <interface type='direct'>: use "
                       "'vepa', 'bridge', 'private' or 'passthrough'"),
                     mode_texts[source->mode]);
    else if (type != INTERFACE_VHOSTUSER && type != INTERFACE_DIRECT &&
             source->mode != INTERFACE_MODE_NONE)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("attribute '%s' of <source> does not belong in <interface type='%s'>"),
                     "mode", type_texts[type]);
}

static void
check_vhostuser(const InterfaceSource *source, InterfaceType type, unsigned line, Report *report)
{
    const InterfaceReconnect *reconnect = XML_READ(source->reconnect);

    if (type == INTERFACE_VHOSTUSER && source->socket_type == INTERFACE_SOCKET_NONE)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<source> of <interface type='vhostuser'> lacks its type, 'unix'"));
    if (type != INTERFACE_VHOSTUSER && source->socket_type != INTERFACE_SOCKET_NONE)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("attribute '%s' of <source> does not belong in <interface type='%s'>"),
                     "type", type_texts[type]);
    if (reconnect->enabled != TRISTATE_ABSENT && source->mode != INTERFACE_MODE_CLIENT)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<reconnect> is possible only for a <source> of mode 'client'"));
    if (reconnect->enabled == TRISTATE_YES && !reconnect->timeout.is_set)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<reconnect enabled='yes'> lacks its timeout in seconds"));
}

void
interface_source_check(const InterfaceSource *source, InterfaceType type, unsigned line,
                       Report *report)
{
    if (type != INTERFACE_HOSTDEV && source->hostdev.address != NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<address> does not belong in <source> of <interface type='%s'>, only in "
                       "one of type 'hostdev'"),
                     type_texts[type]);
    check_members(source, type, line, report);
    if (type != INTERFACE_UDP &&
        (XML_READ(source->local)->address != NULL || XML_READ(source->local)->port.is_set))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<local> does not belong in <source> of <interface type='%s'>, only in one "
                       "of type 'udp'"),
                     type_texts[type]);
    check_mode(source, type, line, report);
    check_vhostuser(source, type, line, report);
    nic_addresses_check(&source->addresses, line, report);
    if (sockets[type].property != NULL)
        check_socket(source, type, line, report);
    else if (source->address != NULL || source->port.is_set)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'address' and 'port' of <source> do not belong in <interface type='%s'>"),
                     type_texts[type]);
}

void
interface_source_write(const InterfaceSource *source, InterfaceType type, JsonObject *part)
{
    const InterfaceLocal *local = XML_READ(source->local);

    if (type == INTERFACE_BRIDGE)
        part_set_string(part, "br", source->bridge);
    if (type == INTERFACE_VDPA)
        part_set_string(part, "vhostdev", source->dev);
    if (sockets[type].property == NULL)
        return;
    part_set_string_format(part, sockets[type].property, "%s:%u",
                           source->address != NULL ? source->address : "",
                           (unsigned)source->port.value);
    if (type == INTERFACE_UDP)
        part_set_string_format(part, "localaddr", "%s:%u",
                               local->address != NULL ? local->address : "",
                               (unsigned)local->port.value);
}

/* A server waits for its client at start: without it the NIC has no link. */
void
interface_source_write_socket(const InterfaceSource *source, JsonObject *part)
{
    const InterfaceReconnect *reconnect = XML_READ(source->reconnect);

    part_set_string(part, "path", source->path);
    if (source->mode == INTERFACE_MODE_SERVER)
        part_set_bool(part, "server", true);
    if (reconnect->enabled == TRISTATE_YES)
        part_set_optional_uint(part, "reconnect", reconnect->timeout);
}
