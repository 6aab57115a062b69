/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/macvtap.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/netlink.h"

enum { NAMES_MOST = 8192, MAC_BYTES = 6 };
/* How long udev may take to make a device's node. */
enum { NODE_ATTEMPTS = 50, NODE_WAIT_US = 20000 };

static const uint32_t modes[] = {
    [INTERFACE_MODE_VEPA] = MACVLAN_MODE_VEPA,
    [INTERFACE_MODE_BRIDGE] = MACVLAN_MODE_BRIDGE,
    [INTERFACE_MODE_PRIVATE] = MACVLAN_MODE_PRIVATE,
    [INTERFACE_MODE_PASSTHROUGH] = MACVLAN_MODE_PASSTHRU,
};

static void
put_mac(NetlinkRequest *request, const char *mac)
{
    uint8_t bytes[MAC_BYTES];

    /* "52:54:00:00:00:01": two digits each. */
    for (size_t i = 0; i < MAC_BYTES; i++)
        bytes[i] =
            (uint8_t)(g_ascii_xdigit_value(mac[3 * i]) << 4 | g_ascii_xdigit_value(mac[3 * i + 1]));
    netlink_put(request, IFLA_ADDRESS, bytes, sizeof bytes);
}

/* Returns: 0, or an errno. */
static int
try_name(const Interface *card, unsigned lower, const char *name)
{
    const struct ifinfomsg link = {.ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    NetlinkRequest request;
    size_t details = 0;
    size_t settings = 0;

    netlink_begin(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &link, sizeof link);
    netlink_put_uint32(&request, IFLA_LINK, lower);
    netlink_put_string(&request, IFLA_IFNAME, name);
    put_mac(&request, card->mac.address);
    details = netlink_nest(&request, IFLA_LINKINFO);
    netlink_put_string(&request, IFLA_INFO_KIND, "macvtap");
    settings = netlink_nest(&request, IFLA_INFO_DATA);
    netlink_put_uint32(&request, IFLA_MACVLAN_MODE, modes[card->source.mode]);
    netlink_end(&request, settings);
    netlink_end(&request, details);
    return netlink_send(&request);
}

/* Returns: 0, or an errno. */
static int
make_named(Interface *card, unsigned lower)
{
    int problem = EEXIST;

    if (card->target.dev != NULL)
        return try_name(card, lower, card->target.dev);
    for (unsigned i = 0; problem == EEXIST && i < NAMES_MOST; i++) {
        g_autofree char *name = g_strdup_printf("macvtap%u", i);

        problem = try_name(card, lower, name);
        if (problem == 0)
            card->target.dev = g_steal_pointer(&name);
    }
    return problem;
}

unsigned
macvtap_make(Interface *card, GError **error)
{
    unsigned lower = if_nametoindex(card->source.dev);
    int problem = lower == 0 ? errno : make_named(card, lower);

    if (problem == 0)
        return if_nametoindex(card->target.dev);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("cannot make a macvtap device on '%s': %s"), card->source.dev,
                g_strerror(problem));
    return 0;
}

static int
open_node(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);

    for (unsigned i = 0; fd < 0 && errno == ENOENT && i < NODE_ATTEMPTS; i++) {
        g_usleep(NODE_WAIT_US);
        fd = open(path, O_RDWR | O_CLOEXEC);
    }
    return fd;
}

int
macvtap_open(const Interface *card, unsigned index, GError **error)
{
    g_autofree char *path = g_strdup_printf("/dev/tap%u", index);
    struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
    int fd = open_node(path);

    if (interface_n_queues(card) > 1)
        request.ifr_flags |= IFF_MULTI_QUEUE;
    if (fd >= 0 && ioctl(fd, TUNSETIFF, &request) == 0)
        return fd;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot open '%s' of '%s': %s"), path,
                card->target.dev, g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

void
macvtap_delete(const Interface *card)
{
    const struct ifinfomsg link = {.ifi_index = (int)if_nametoindex(card->target.dev)};
    NetlinkRequest request;
    int problem = 0;

    if (link.ifi_index == 0)
        return;
    netlink_begin(&request, RTM_DELLINK, 0, &link, sizeof link);
    problem = netlink_send(&request);
    if (problem != 0)
        g_warning("cannot delete network device '%s': %s", card->target.dev, g_strerror(problem));
}
