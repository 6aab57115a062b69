/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/tap_address.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <net/if.h>
#include <sys/socket.h>

#include "base/error.h"
#include "host/netlink.h"

enum { BITS_PER_BYTE = 8, DEFAULT_PREFIX_IPV6 = 64 };
/* Prefixes of the historical classes, by the first byte. */
enum { CLASS_B_FIRST = 128, CLASS_C_FIRST = 192, PREFIX_A = 8, PREFIX_B = 16, PREFIX_C = 24 };

static void
put_address(NetlinkRequest *request, uint16_t attribute, const char *text)
{
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);

    netlink_put(request, attribute, g_inet_address_to_bytes(address),
                g_inet_address_get_native_size(address));
}

static uint8_t
family_of(const char *text)
{
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);

    return g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV6 ? AF_INET6 : AF_INET;
}

/* Returns: the number of leading one bits of @netmask. */
static uint8_t
length_of_mask(const char *netmask)
{
    g_autoptr(GInetAddress) mask = g_inet_address_new_from_string(netmask);
    const uint8_t *bytes = g_inet_address_to_bytes(mask);
    uint8_t length = 0;

    while (length < g_inet_address_get_native_size(mask) * BITS_PER_BYTE &&
           (bytes[length / BITS_PER_BYTE] & (0x80 >> length % BITS_PER_BYTE)) != 0)
        length++;
    return length;
}

/* libvirt's default prefix: by IPv4's class, or half of an IPv6 address. */
static uint8_t
prefix_of(const char *text, OptionalUint prefix)
{
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(text);
    uint8_t first = g_inet_address_to_bytes(address)[0];

    if (prefix.is_set)
        return (uint8_t)prefix.value;
    if (g_inet_address_get_family(address) == G_SOCKET_FAMILY_IPV6)
        return DEFAULT_PREFIX_IPV6;
    if (first < CLASS_B_FIRST)
        return PREFIX_A;
    return first < CLASS_C_FIRST ? PREFIX_B : PREFIX_C;
}

static bool
answer(int problem, const char *name, const char *address, GError **error)
{
    if (problem == 0)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("cannot set address or route '%s' of network device '%s': %s"), address, name,
                g_strerror(problem));
    return false;
}

static bool
add_address(const char *name, const NicIp *ip, GError **error)
{
    const struct ifaddrmsg message = {
        .ifa_family = family_of(ip->address),
        .ifa_prefixlen = prefix_of(ip->address, ip->prefix),
        .ifa_index = if_nametoindex(name),
    };
    NetlinkRequest request;

    netlink_begin(&request, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &message, sizeof message);
    put_address(&request, IFA_LOCAL, ip->address);
    put_address(&request, IFA_ADDRESS, ip->peer != NULL ? ip->peer : ip->address);
    return answer(netlink_send(&request), name, ip->address, error);
}

static bool
add_route(const char *name, const NicRoute *route, GError **error)
{
    const struct rtmsg message = {
        .rtm_family = family_of(route->address),
        .rtm_dst_len = route->netmask != NULL ? length_of_mask(route->netmask)
                                              : prefix_of(route->address, route->prefix),
        .rtm_table = RT_TABLE_MAIN,
        .rtm_protocol = RTPROT_STATIC,
        .rtm_scope = RT_SCOPE_UNIVERSE,
        .rtm_type = RTN_UNICAST,
    };
    NetlinkRequest request;

    netlink_begin(&request, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &message, sizeof message);
    put_address(&request, RTA_DST, route->address);
    put_address(&request, RTA_GATEWAY, route->gateway);
    netlink_put_uint32(&request, RTA_OIF, if_nametoindex(name));
    if (route->metric.is_set)
        netlink_put_uint32(&request, RTA_PRIORITY, (uint32_t)route->metric.value);
    return answer(netlink_send(&request), name, route->address, error);
}

bool
tap_address_set(const char *name, const NicAddresses *addresses, GError **error)
{
    for (unsigned i = 0; addresses->ips != NULL && i < addresses->ips->len; i++)
        if (!add_address(name, g_ptr_array_index(addresses->ips, i), error))
            return false;
    for (unsigned i = 0; addresses->routes != NULL && i < addresses->routes->len; i++)
        if (!add_route(name, g_ptr_array_index(addresses->routes, i), error))
            return false;
    return true;
}
