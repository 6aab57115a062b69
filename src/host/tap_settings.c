/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/tap_settings.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <linux/ethtool.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "host/mac_address.h"
#include "host/netlink.h"
#include "host/shaping.h"
#include "host/tap_address.h"

/* The first byte of a tap's own MAC: a high value, since a bridge takes the lowest MAC of its ports
 * as its own. */
enum { TAP_MAC_FIRST_BYTE = 0xfe };

/* @step: the kernel's name of the request that failed. */
static bool
fail(const char *device, const char *step, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("cannot set up network device '%s': %s: %s"), device, step, g_strerror(errno));
    return false;
}

static bool
set_mac(int control, const char *name, const Interface *nic, GError **error)
{
    struct ifreq request = {0};

    g_strlcpy(request.ifr_name, name, sizeof request.ifr_name);
    request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
    for (size_t i = 0; i < MAC_BYTES; i++)
        request.ifr_hwaddr.sa_data[i] = (char)mac_address_byte(nic->mac.address, i);
    request.ifr_hwaddr.sa_data[0] = (char)TAP_MAC_FIRST_BYTE;
    return ioctl(control, SIOCSIFHWADDR, &request) == 0 || fail(name, "SIOCSIFHWADDR", error);
}

static bool
join_bridge(int control, const char *name, const char *bridge, GError **error)
{
    struct ifreq request = {0};

    if (bridge == NULL)
        return true;
    g_strlcpy(request.ifr_name, bridge, sizeof request.ifr_name);
    request.ifr_ifindex = (int)if_nametoindex(name);
    return ioctl(control, SIOCBRADDIF, &request) == 0 || fail(bridge, "SIOCBRADDIF", error);
}

static bool
set_mtu(int control, const char *name, const Interface *nic, GError **error)
{
    struct ifreq request = {0};

    if (!nic->mtu.size.is_set)
        return true;
    g_strlcpy(request.ifr_name, name, sizeof request.ifr_name);
    request.ifr_mtu = (int)nic->mtu.size.value;
    return ioctl(control, SIOCSIFMTU, &request) == 0 || fail(name, "SIOCSIFMTU", error);
}

static bool
bring_up(int control, const char *name, GError **error)
{
    struct ifreq request = {0};

    g_strlcpy(request.ifr_name, name, sizeof request.ifr_name);
    if (ioctl(control, SIOCGIFFLAGS, &request) < 0)
        return fail(name, "SIOCGIFFLAGS", error);
    request.ifr_flags |= IFF_UP;
    return ioctl(control, SIOCSIFFLAGS, &request) == 0 || fail(name, "SIOCSIFFLAGS", error);
}

/* The most frames that the device collects before it signals them. */
static bool
set_coalescing(int control, const char *name, const Interface *nic, GError **error)
{
    struct ethtool_coalesce coalesce = {.cmd = ETHTOOL_GCOALESCE};
    struct ifreq request = {0};

    if (nic->network.coalesce.rx.frames.max.value == 0)
        return true;
    g_strlcpy(request.ifr_name, name, sizeof request.ifr_name);
    request.ifr_data = (char *)&coalesce;
    if (ioctl(control, SIOCETHTOOL, &request) < 0)
        return fail(name, "ETHTOOL_GCOALESCE", error);
    coalesce.cmd = ETHTOOL_SCOALESCE;
    coalesce.rx_max_coalesced_frames = (uint32_t)nic->network.coalesce.rx.frames.max.value;
    return ioctl(control, SIOCETHTOOL, &request) == 0 || fail(name, "ETHTOOL_SCOALESCE", error);
}

/* Sets a switch of the bridge's port @name: IFLA_BRPORT_*. */
static bool
set_port(const char *name, uint16_t attribute, bool is_on, GError **error)
{
    const struct ifinfomsg link = {.ifi_family = PF_BRIDGE, .ifi_index = (int)if_nametoindex(name)};
    const uint8_t value = is_on;
    NetlinkRequest request;
    size_t nest = 0;

    netlink_begin(&request, RTM_SETLINK, 0, &link, sizeof link);
    nest = netlink_nest(&request, IFLA_PROTINFO | NLA_F_NESTED);
    netlink_put(&request, attribute, &value, sizeof value);
    netlink_end(&request, nest);
    errno = netlink_send(&request);
    return errno == 0 || fail(name, "IFLA_PROTINFO", error);
}

/* An isolated port does not reach other isolated ports of its bridge. */
static bool
isolate(const char *name, const Interface *nic, GError **error)
{
    return nic->network.port.isolated != TRISTATE_YES ||
           set_port(name, IFLA_BRPORT_ISOLATED, true, error);
}

/* A bridge whose table of addresses libvirt keeps (macTableManager='libvirt') is told of the NIC's,
 * learns nothing of it, and floods nothing to it.  The port must be up. */
static bool
enter_mac(const char *name, const Interface *nic, GError **error)
{
    const struct ndmsg neighbour = {.ndm_family = PF_BRIDGE,
                                    .ndm_ifindex = (int)if_nametoindex(name),
                                    .ndm_state = NUD_REACHABLE,
                                    .ndm_flags = NTF_MASTER};
    uint8_t mac[MAC_BYTES];
    NetlinkRequest request;

    if (g_strcmp0(nic->source.mac_table_manager, "libvirt") != 0)
        return true;
    if (!set_port(name, IFLA_BRPORT_LEARNING, false, error) ||
        !set_port(name, IFLA_BRPORT_UNICAST_FLOOD, false, error))
        return false;
    for (size_t i = 0; i < MAC_BYTES; i++)
        mac[i] = mac_address_byte(nic->mac.address, i);
    netlink_begin(&request, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL, &neighbour, sizeof neighbour);
    netlink_put(&request, NDA_LLADDR, mac, sizeof mac);
    errno = netlink_send(&request);
    return errno == 0 || errno == EEXIST || fail(name, "RTM_NEWNEIGH", error);
}

/* managed='no': the device is left as it was set up. */
static bool
set_up_ours(int control, const char *name, const Interface *nic, GError **error)
{
    return set_mac(control, name, nic, error) && set_mtu(control, name, nic, error) &&
           set_coalescing(control, name, nic, error) &&
           join_bridge(control, name, nic->source.bridge, error) && isolate(name, nic, error) &&
           bring_up(control, name, error) && enter_mac(name, nic, error) &&
           tap_address_set(name, &nic->source.addresses, error) && shaping_apply(name, nic, error);
}

bool
tap_settings_apply(const char *name, const Interface *nic, GError **error)
{
    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool is_done = false;

    if (control < 0)
        return fail(name, "socket", error);
    is_done = nic->target.managed == TRISTATE_NO || set_up_ours(control, name, nic, error);
    close(control);
    return is_done;
}
