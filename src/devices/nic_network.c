/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/nic_network.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

enum { VLAN_MOST = 4095, TYPE_ID_MOST = 0xffffff };

static const XmlField limit_fields[] = {
    XML_LINE(BandwidthLimit, line),
    XML_ATTR_UINT_OR_NONE("average", BandwidthLimit, average, 0, G_MAXUINT32),
    XML_ATTR_UINT_OR_NONE("peak", BandwidthLimit, peak, 0, G_MAXUINT32),
    XML_ATTR_UINT_OR_NONE("floor", BandwidthLimit, floor, 0, G_MAXUINT32),
    XML_ATTR_UINT_OR_NONE("burst", BandwidthLimit, burst, 0, G_MAXUINT32),
    XML_END,
};
static const XmlBinding limit_binding = {"inbound", sizeof(BandwidthLimit), limit_fields};

static const XmlField bandwidth_fields[] = {
    XML_REFUSE_ATTR("classID", N_("libvirt alone writes it, for its own use")),
    XML_INLINE("inbound", NicBandwidth, inbound, limit_binding),
    XML_INLINE("outbound", NicBandwidth, outbound, limit_binding),
    XML_END,
};
const XmlBinding nic_bandwidth_binding = {"bandwidth", sizeof(NicBandwidth), bandwidth_fields};

static char *
parse_frames(const XmlField *field, const char *text, void *value)
{
    return xml_type_uint.parse(field, text, value);
}

/* 0, the kernel's default, is checked like any other number, and not printed. */
static char *
format_frames(const XmlField *field, const void *value)
{
    const OptionalUint *number = value;

    return number->value != 0 ? xml_type_uint.format(field, value) : NULL;
}

static const XmlType frames_type = {.parse = parse_frames, .format = format_frames};

static const XmlField frames_fields[] = {
    XML_ATTR("max", CoalesceFrames, max, frames_type, .max = G_MAXUINT32),
    XML_END,
};
static const XmlBinding frames_binding = {"frames", sizeof(CoalesceFrames), frames_fields};

static const XmlField rx_fields[] = {
    XML_INLINE("frames", CoalesceRx, frames, frames_binding),
    XML_END,
};
static const XmlBinding rx_binding = {"rx", sizeof(CoalesceRx), rx_fields};

static const XmlField coalesce_fields[] = {
    XML_INLINE("rx", NicCoalesce, rx, rx_binding),
    XML_END,
};
const XmlBinding nic_coalesce_binding = {"coalesce", sizeof(NicCoalesce), coalesce_fields};

static const char *const vlan_mode_texts[] = {
    [VLAN_MODE_TAGGED] = "tagged",
    [VLAN_MODE_UNTAGGED] = "untagged",
};
static const NameTable vlan_modes = NAME_TABLE(vlan_mode_texts);

static const XmlField tag_fields[] = {
    XML_ATTR("id", VlanTag, id, xml_type_uint, .max = VLAN_MOST, .is_required = true),
    XML_ATTR_ENUM("nativeMode", VlanTag, native_mode, vlan_modes),
    XML_END,
};
static const XmlBinding tag_binding = {"tag", sizeof(VlanTag), tag_fields};

static const XmlField vlan_fields[] = {
    XML_ATTR_YES_NO_OR_EMPTY("trunk", NicVlan, trunk),
    XML_LIST("tag", NicVlan, tags, tag_binding),
    XML_END,
};
const XmlBinding nic_vlan_binding = {"vlan", sizeof(NicVlan), vlan_fields};

static const char *const port_type_texts[] = {
    [VIRTUAL_PORT_QBG] = "802.1Qbg",
    [VIRTUAL_PORT_QBH] = "802.1Qbh",
    [VIRTUAL_PORT_OPENVSWITCH] = "openvswitch",
    [VIRTUAL_PORT_MIDONET] = "midonet",
};
static const NameTable port_types = NAME_TABLE(port_type_texts);

static const XmlField parameters_fields[] = {
    XML_ATTR_ANY_BASE("managerid", VirtualPortParameters, manager_id, 0, G_MAXUINT8),
    XML_ATTR_ANY_BASE("typeid", VirtualPortParameters, type_id, 0, TYPE_ID_MOST),
    XML_ATTR_ANY_BASE("typeidversion", VirtualPortParameters, type_id_version, 0, G_MAXUINT8),
    XML_ATTR("instanceid", VirtualPortParameters, instance_id, xml_type_uuid, ),
    XML_ATTR("interfaceid", VirtualPortParameters, interface_id, xml_type_uuid, ),
    XML_ATTR_STRING("profileid", VirtualPortParameters, profile_id),
    XML_END,
};
static const XmlBinding parameters_binding = {"parameters", sizeof(VirtualPortParameters),
                                              parameters_fields};

static const XmlField virtual_port_fields[] = {
    XML_ATTR_ENUM("type", VirtualPort, type, port_types),
    XML_INLINE("parameters", VirtualPort, parameters, parameters_binding),
    XML_END,
};
const XmlBinding nic_virtual_port_binding = {"virtualport", sizeof(VirtualPort),
                                             virtual_port_fields};

static const XmlField filter_parameter_fields[] = {
    XML_ATTR("name", FilterParameter, name, xml_type_string, .is_required = true),
    XML_ATTR("value", FilterParameter, value, xml_type_string, .is_required = true),
    XML_END,
};
static const XmlBinding filter_parameter_binding = {"parameter", sizeof(FilterParameter),
                                                    filter_parameter_fields};

static const XmlField filter_fields[] = {
    XML_ATTR("filter", NicFilter, filter, xml_type_string, .is_required = true),
    XML_LIST("parameter", NicFilter, parameters, filter_parameter_binding),
    XML_END,
};
const XmlBinding nic_filter_binding = {"filterref", sizeof(NicFilter), filter_fields};

static const XmlField port_fields[] = {
    XML_ATTR_YES_NO("isolated", NicPort, isolated),
    XML_END,
};
const XmlBinding nic_port_binding = {"port", sizeof(NicPort), port_fields};

/* Returns: (owned) a UUID in the form of version 4. */
static char *
make_uuid(const char *seed, const char *what)
{
    g_autofree char *text = g_strdup_printf("%s/%s", seed, what);
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

    return g_strdup_printf("%.8s-%.4s-4%.3s-a%.3s-%.12s", hash, hash + 8, hash + 12, hash + 15,
                           hash + 18);
}

void
nic_network_complete(NicNetwork *network, const char *uuid, const char *mac)
{
    VirtualPort *port = network->virtual_port;
    NicVlan *vlan = network->vlan;
    g_autofree char *seed = NULL;
    bool is_open = false;

    if (vlan != NULL && vlan->tags != NULL && vlan->tags->len > 1 && vlan->trunk == TRISTATE_ABSENT)
        vlan->trunk = TRISTATE_YES;
    if (port == NULL)
        return;
    seed = g_strdup_printf("%s/%s", uuid != NULL ? uuid : "", mac);
    /* The network determines which id a port without a type needs: set both. */
    is_open = port->type == VIRTUAL_PORT_NONE;
    if ((is_open || port->type == VIRTUAL_PORT_OPENVSWITCH || port->type == VIRTUAL_PORT_MIDONET) &&
        port->parameters.interface_id == NULL)
        port->parameters.interface_id = make_uuid(seed, "interface");
    if ((is_open || port->type == VIRTUAL_PORT_QBG) && port->parameters.instance_id == NULL)
        port->parameters.instance_id = make_uuid(seed, "instance");
}

static unsigned
n_native_tags(const NicVlan *vlan)
{
    unsigned n = 0;

    for (unsigned i = 0; vlan->tags != NULL && i < vlan->tags->len; i++)
        n += ((const VlanTag *)g_ptr_array_index(vlan->tags, i))->native_mode != VLAN_MODE_NONE;
    return n;
}

static void
check_vlan(const NicVlan *vlan, const NicNetworkRules *rules, unsigned line, Report *report)
{
    unsigned n_tags = vlan->tags != NULL ? vlan->tags->len : 0;

    if (!rules->has_virtual_port)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<vlan> is not supported on <interface type='%s'>"), rules->type);
    if (n_tags == 0)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<vlan> of <interface> lacks its <tag id=''/>"));
    if (n_tags > 1 && vlan->trunk == TRISTATE_NO)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<vlan trunk='no'> of <interface> has %u tags: more than one make a trunk"),
                     n_tags);
    if (n_native_tags(vlan) > 1)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("duplicate native vlan setting: one <tag> of a <vlan> can have a "
                       "'nativeMode'"));
}

static void
check_virtual_port(const VirtualPort *port, const NicNetworkRules *rules, unsigned line,
                   Report *report)
{
    const VirtualPortParameters *parameters = &port->parameters;

    if (!rules->has_virtual_port)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<virtualport> is not supported on <interface type='%s'>"), rules->type);
    else if (port->type == VIRTUAL_PORT_NONE && !rules->is_of_network)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("missing required virtualport type: only a network can tell it, and this "
                       "is <interface type='%s'>"),
                     rules->type);
    if (port->type == VIRTUAL_PORT_QBG &&
        (!parameters->manager_id.is_set || !parameters->type_id.is_set ||
         !parameters->type_id_version.is_set))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<virtualport type='802.1Qbg'> lacks one of the parameters 'managerid', "
                       "'typeid', 'typeidversion'"));
    if (port->type == VIRTUAL_PORT_QBH && parameters->profile_id == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<virtualport type='802.1Qbh'> lacks the parameter 'profileid'"));
}

static void
check_limit(const BandwidthLimit *limit, const char *name, unsigned line, Report *report)
{
    if (limit->line != 0 && !limit->average.is_set && !limit->floor.is_set)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("<%s> in <bandwidth> lacks its 'average' in KiB a second"), name);
}

static void
check_bandwidth(const NicBandwidth *bandwidth, const NicNetworkRules *rules, unsigned line,
                Report *report)
{
    check_limit(&bandwidth->inbound, "inbound", line, report);
    check_limit(&bandwidth->outbound, "outbound", line, report);
    if (bandwidth->outbound.floor.is_set)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("'floor' belongs only in <inbound> of <bandwidth>"));
    if (bandwidth->inbound.floor.is_set && !rules->is_of_network)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("'floor' in <bandwidth> is not supported on <interface type='%s'>, only on "
                       "one of type 'network'"),
                     rules->type);
    if (xml_binding_is_set(&nic_bandwidth_binding, bandwidth) && !rules->has_bandwidth)
        report_warning(report, line, _("<bandwidth> has no effect on <interface type='%s'>"),
                       rules->type);
}

void
nic_network_check(const NicNetwork *network, const NicNetworkRules *rules, unsigned line,
                  Report *report)
{
    if (network->vlan != NULL)
        check_vlan(network->vlan, rules, line, report);
    if (network->virtual_port != NULL)
        check_virtual_port(network->virtual_port, rules, line, report);
    check_bandwidth(XML_READ(network->bandwidth), rules, line, report);
    if (network->coalesce.rx.frames.max.is_set && !rules->has_coalesce)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("coalesce settings on interface type %s are not supported, only on one of "
                       "type 'bridge' or 'network'"),
                     rules->type);
    if (network->port.isolated == TRISTATE_YES && !rules->has_isolation)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<port isolated='yes'/> is not supported on <interface type='%s'>, only on "
                       "one of type 'bridge' or 'network'"),
                     rules->type);
    if (network->filter.filter != NULL && !rules->has_filter)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<filterref> is not supported on <interface type='%s'>"), rules->type);
}
