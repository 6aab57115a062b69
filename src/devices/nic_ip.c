/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/nic_ip.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "qemu/qmp_value.h"

enum { PREFIX_MOST_IPV4 = 32, PREFIX_MOST_IPV6 = 128 };
/* A user network must contain QEMU's host, name server and first guest addresses, up to 15. */
enum { USER_PREFIX_LEAST = 4, USER_PREFIX_MOST = 27, USER_PREFIX_MOST_IPV6 = 120 };
/* QEMU opens a socket per port. */
enum { PORTS_MOST = 1024 };

static const char *const family_texts[] = {
    [NIC_FAMILY_IPV4] = "ipv4",
    [NIC_FAMILY_IPV6] = "ipv6",
};
static const NameTable families = NAME_TABLE(family_texts);

static const char *const protocol_texts[] = {
    [NIC_PROTOCOL_TCP] = "tcp",
    [NIC_PROTOCOL_UDP] = "udp",
};
static const NameTable protocols = NAME_TABLE(protocol_texts);

static const XmlField ip_fields[] = {
    XML_ATTR("address", NicIp, address, xml_type_string, .is_required = true),
    XML_ATTR_ENUM_OR_EMPTY("family", NicIp, family, families),
    XML_ATTR_UINT_OR_NONE("prefix", NicIp, prefix, 0, PREFIX_MOST_IPV6),
    XML_ATTR("peer", NicIp, peer, xml_type_string, ),
    XML_END,
};
const XmlBinding nic_ip_binding = {"ip", sizeof(NicIp), ip_fields};

static const XmlField route_fields[] = {
    XML_ATTR_ENUM("family", NicRoute, family, families),
    XML_ATTR("address", NicRoute, address, xml_type_string, .is_required = true),
    XML_ATTR("netmask", NicRoute, netmask, xml_type_string, ),
    XML_ATTR_UINT("prefix", NicRoute, prefix, 0, PREFIX_MOST_IPV6),
    XML_ATTR("gateway", NicRoute, gateway, xml_type_string, .is_required = true),
    XML_ATTR_UINT("metric", NicRoute, metric, 1, G_MAXUINT32),
    XML_END,
};
const XmlBinding nic_route_binding = {"route", sizeof(NicRoute), route_fields};

static const XmlField range_fields[] = {
    XML_ATTR("start", NicPortRange, start, xml_type_uint, .min = 1, .max = G_MAXUINT16,
             .is_required = true),
    XML_ATTR_UINT("end", NicPortRange, end, 1, G_MAXUINT16),
    XML_ATTR_UINT("to", NicPortRange, to, 1, G_MAXUINT16),
    XML_ATTR_YES_NO("exclude", NicPortRange, exclude),
    XML_END,
};
static const XmlBinding range_binding = {"range", sizeof(NicPortRange), range_fields};

static const XmlField forward_fields[] = {
    XML_ATTR("proto", NicPortForward, protocol, xml_type_enum, .argument = &protocols,
             .is_required = true),
    XML_ATTR("address", NicPortForward, address, xml_type_string, ),
    XML_ATTR_STRING("dev", NicPortForward, dev),
    XML_LIST("range", NicPortForward, ranges, range_binding),
    XML_END,
};
const XmlBinding nic_port_forward_binding = {"portForward", sizeof(NicPortForward), forward_fields};

static unsigned
count(const GPtrArray *list)
{
    return list != NULL ? list->len : 0;
}

static NicFamily
family_of(const char *address)
{
    g_autoptr(GInetAddress) parsed =
        address != NULL ? g_inet_address_new_from_string(address) : NULL;

    if (parsed == NULL)
        return NIC_FAMILY_NONE;
    return g_inet_address_get_family(parsed) == G_SOCKET_FAMILY_IPV6 ? NIC_FAMILY_IPV6
                                                                     : NIC_FAMILY_IPV4;
}

bool
nic_addresses_is_set(const NicAddresses *addresses)
{
    return count(addresses->ips) > 0 || count(addresses->routes) > 0;
}

void
nic_addresses_complete(NicAddresses *addresses)
{
    for (unsigned i = 0; i < count(addresses->ips); i++) {
        NicIp *ip = g_ptr_array_index(addresses->ips, i);

        if (ip->family == NIC_FAMILY_NONE)
            ip->family = family_of(ip->address);
    }
}

static void
check_address(const char *address, NicFamily family, unsigned line, Report *report)
{
    NicFamily actual = family_of(address);

    if (address == NULL)
        return;
    if (actual == NIC_FAMILY_NONE)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'%s' of <interface> is not an IP address: use one like '192.0.2.1' or "
                       "'2001:db8::1'"),
                     address);
    else if (family != NIC_FAMILY_NONE && actual != family)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'%s' of <interface> is not an address of family '%s'"), address,
                     family_texts[family]);
}

static void
check_prefix(OptionalUint prefix, const char *address, unsigned line, Report *report)
{
    if (prefix.value > PREFIX_MOST_IPV4 && family_of(address) == NIC_FAMILY_IPV4)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("prefix '%" PRIu64 "' of '%s' is too long: an IPv4 address has %d bits"),
                     prefix.value, address, PREFIX_MOST_IPV4);
}

/* Without a prefix it is not known how much of the address is the network's. */
static void
check_network_address(const NicRoute *route, unsigned line, Report *report)
{
    g_autoptr(GInetAddress) address =
        route->address != NULL ? g_inet_address_new_from_string(route->address) : NULL;
    g_autoptr(GInetAddressMask) mask = NULL;

    if (address == NULL || !route->prefix.is_set)
        return;
    mask = g_inet_address_mask_new(address, (guint)route->prefix.value, NULL);
    if (mask == NULL)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("Address '%s' in route definition is not a network address: with prefix "
                       "'%" PRIu64 "' the bits behind must be 0"),
                     route->address, route->prefix.value);
}

void
nic_addresses_check(const NicAddresses *addresses, unsigned line, Report *report)
{
    for (unsigned i = 0; i < count(addresses->ips); i++) {
        const NicIp *ip = g_ptr_array_index(addresses->ips, i);

        check_address(ip->address, ip->family, line, report);
        check_address(ip->peer, ip->family, line, report);
        check_prefix(ip->prefix, ip->address, line, report);
    }
    for (unsigned i = 0; i < count(addresses->routes); i++) {
        const NicRoute *route = g_ptr_array_index(addresses->routes, i);

        check_address(route->address, route->family, line, report);
        check_address(route->gateway, route->family, line, report);
        check_address(route->netmask, NIC_FAMILY_IPV4, line, report);
        check_prefix(route->prefix, route->address, line, report);
        check_network_address(route, line, report);
    }
}

static void
check_user_prefix(const NicIp *ip, unsigned line, Report *report)
{
    bool is_ipv4 = ip->family == NIC_FAMILY_IPV4;
    unsigned least = is_ipv4 ? USER_PREFIX_LEAST : 0;
    unsigned most = is_ipv4 ? USER_PREFIX_MOST : USER_PREFIX_MOST_IPV6;

    if (ip->prefix.is_set && (ip->prefix.value < least || ip->prefix.value > most))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("prefix '%" PRIu64 "' of '%s' does not go with <interface type='user'>: use "
                       "one from %u to %u"),
                     ip->prefix.value, ip->address, least, most);
}

static void
check_user_addresses(const NicAddresses *addresses, unsigned line, Report *report)
{
    unsigned n_of[] = {0, 0, 0};

    for (unsigned i = 0; i < count(addresses->ips); i++) {
        const NicIp *ip = g_ptr_array_index(addresses->ips, i);

        check_user_prefix(ip, line, report);
        if (ip->peer != NULL)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                         _("peer '%s' in <ip> is not supported on <interface type='user'>"),
                         ip->peer);
        if (++n_of[ip->family] == 2 && ip->family != NIC_FAMILY_NONE)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                         _("<interface type='user'> can have one <ip family='%s'>, not several"),
                         family_texts[ip->family]);
    }
    if (count(addresses->routes) > 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<route> is not supported on <interface type='user'>: the guest is given "
                       "its routes by QEMU"));
}

static uint64_t
end_of(const NicPortRange *range)
{
    return range->end.is_set ? range->end.value : range->start.value;
}

/* Reports invalid ranges of @forward.  Returns: the number of ports that it forwards, an upper
 * bound. */
static uint64_t
check_ranges(const NicPortForward *forward, unsigned line, Report *report)
{
    uint64_t n_ports = 0;

    for (unsigned i = 0; i < count(forward->ranges); i++) {
        const NicPortRange *range = g_ptr_array_index(forward->ranges, i);

        if (end_of(range) < range->start.value)
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("<range start='%" PRIu64 "' end='%" PRIu64 "'> of <portForward> ends "
                           "before it starts"),
                         range->start.value, range->end.value);
        else if (range->exclude != TRISTATE_YES)
            n_ports += end_of(range) - range->start.value + 1;
        if (range->to.is_set && range->to.value + end_of(range) > range->start.value + G_MAXUINT16)
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("<range to='%" PRIu64 "'> of <portForward> leads to ports above %d"),
                         range->to.value, G_MAXUINT16);
    }
    return n_ports;
}

void
nic_port_forwards_check(const GPtrArray *forwards, unsigned line, Report *report)
{
    for (unsigned i = 0; i < count(forwards); i++)
        check_ranges(g_ptr_array_index(forwards, i), line, report);
}

void
nic_user_network_check(const NicAddresses *addresses, const GPtrArray *forwards, unsigned line,
                       Report *report)
{
    uint64_t n_ports = 0;

    check_user_addresses(addresses, line, report);
    for (unsigned i = 0; i < count(forwards); i++) {
        const NicPortForward *forward = g_ptr_array_index(forwards, i);

        check_address(forward->address, NIC_FAMILY_IPV4, line, report);
        if (forward->dev != NULL)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                         _("<portForward dev='%s'> is not supported: QEMU listens at an address of "
                           "the host's, name it by 'address'"),
                         forward->dev);
        if (count(forward->ranges) == 0)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                         _("<portForward> lacks the ports that are forwarded, <range start=''/>"));
        n_ports += check_ranges(forward, line, report);
    }
    if (n_ports > PORTS_MOST)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<portForward> names %" PRIu64 " ports: QEMU opens a socket for each, and "
                       "%d are the most"),
                     n_ports, PORTS_MOST);
}

static bool
is_excluded(const NicPortForward *forward, uint64_t port)
{
    for (unsigned i = 0; i < count(forward->ranges); i++) {
        const NicPortRange *range = g_ptr_array_index(forward->ranges, i);

        if (range->exclude == TRISTATE_YES && port >= range->start.value && port <= end_of(range))
            return true;
    }
    return false;
}

/* QEMU takes a list of objects with one string each. */
static void
add_rule(const NicPortForward *forward, uint64_t port, uint64_t to, JsonArray *rules)
{
    JsonObject *rule = json_object_new();

    part_set_string_format(rule, "str", "%s:%s:%" PRIu64 "-:%" PRIu64,
                           protocol_texts[forward->protocol],
                           forward->address != NULL ? forward->address : "", port, to);
    json_array_add_object_element(rules, rule);
}

static void
add_rules(const NicPortForward *forward, JsonArray *rules)
{
    for (unsigned i = 0; i < count(forward->ranges); i++) {
        const NicPortRange *range = g_ptr_array_index(forward->ranges, i);
        uint64_t to = range->to.is_set ? range->to.value : range->start.value;

        if (range->exclude == TRISTATE_YES)
            continue;
        for (uint64_t port = range->start.value; port <= end_of(range); port++)
            if (!is_excluded(forward, port))
                add_rule(forward, port, to + port - range->start.value, rules);
    }
}

static void
write_ip(const NicIp *ip, JsonObject *part)
{
    if (ip->family == NIC_FAMILY_IPV6) {
        part_set_string(part, "ipv6-prefix", ip->address);
        part_set_optional_uint(part, "ipv6-prefixlen", ip->prefix);
    } else if (ip->prefix.is_set) {
        part_set_string_format(part, "net", "%s/%" PRIu64, ip->address, ip->prefix.value);
    } else {
        part_set_string(part, "net", ip->address);
    }
}

void
nic_user_network_write(const NicAddresses *addresses, const GPtrArray *forwards, JsonObject *part)
{
    g_autoptr(JsonArray) rules = NULL;

    for (unsigned i = 0; i < count(addresses->ips); i++)
        write_ip(g_ptr_array_index(addresses->ips, i), part);
    if (count(forwards) == 0)
        return;
    rules = json_array_new();
    for (unsigned i = 0; i < count(forwards); i++)
        add_rules(g_ptr_array_index(forwards, i), rules);
    if (qmp_value_n_elements(rules) > 0)
        json_object_set_array_member(part, "hostfwd", g_steal_pointer(&rules));
}
