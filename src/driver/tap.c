/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <linux/if_tun.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "devices/interface.h"

/* What the kernel makes a free name of. */
static const char name_pattern[] = "vnet%d";

/* The first byte of a tap's own MAC: higher than all that a guest may have, so that a bridge does
 * not take it for its own address. */
enum { TAP_MAC_FIRST_BYTE = 0xfe, MAC_BYTES = 6 };

/* @step: what the kernel was asked for, as its manual calls it. */
static bool
fail(const char *device, const char *step, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("cannot set up network device '%s': %s: %s"), device, step, g_strerror(errno));
    return false;
}

/* Keeps @fd for QEMU and its number in @list. */
static void
keep(int fd, GArray *descriptors, char **list)
{
    g_autofree char *before = *list;

    g_array_append_val(descriptors, fd);
    *list = before != NULL ? g_strdup_printf("%s:%d", before, fd) : g_strdup_printf("%d", fd);
}

/* Opens one queue of the device named in @request, which the kernel completes. */
static bool
open_queue(struct ifreq *request, Interface *card, GArray *descriptors, GError **error)
{
    const char *path = card->backend.tap != NULL ? card->backend.tap : "/dev/net/tun";
    int fd = open(path, O_RDWR | O_CLOEXEC);

    if (fd < 0)
        return fail(path, "open", error);
    keep(fd, descriptors, &card->tap_fds);
    if (ioctl(fd, TUNSETIFF, request) == 0)
        return true;
    return fail(request->ifr_name, "TUNSETIFF", error);
}

static bool
open_vhost(Interface *card, GArray *descriptors, GError **error)
{
    const char *path = card->backend.vhost != NULL ? card->backend.vhost : "/dev/vhost-net";
    int fd = -1;

    if (card->driver.name != NIC_DRIVER_VHOST)
        return true;
    fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return fail(path, "open", error);
    keep(fd, descriptors, &card->vhost_fds);
    return true;
}

static bool
open_queues(struct ifreq *request, Interface *card, GArray *descriptors, GError **error)
{
    unsigned n_queues = interface_n_queues(card);

    for (unsigned i = 0; i < n_queues; i++)
        if (!open_queue(request, card, descriptors, error) || !open_vhost(card, descriptors, error))
            return false;
    return true;
}

static bool
set_mac(int control, const char *name, const Interface *card, GError **error)
{
    struct ifreq request = {0};

    g_strlcpy(request.ifr_name, name, sizeof request.ifr_name);
    request.ifr_hwaddr.sa_family = ARPHRD_ETHER;
    /* The address is "52:54:00:00:00:01": two digits each. */
    for (unsigned i = 0; i < MAC_BYTES; i++)
        request.ifr_hwaddr.sa_data[i] = (char)(g_ascii_xdigit_value(card->mac.address[3 * i]) << 4 |
                                               g_ascii_xdigit_value(card->mac.address[3 * i + 1]));
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
set_mtu(int control, const char *name, const Interface *card, GError **error)
{
    struct ifreq request = {0};

    if (!card->mtu.size.is_set)
        return true;
    g_strlcpy(request.ifr_name, name, sizeof request.ifr_name);
    request.ifr_mtu = (int)card->mtu.size.value;
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

static bool
set_up(const char *name, const Interface *card, GError **error)
{
    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool is_done = false;

    if (control < 0)
        return fail(name, "socket", error);
    /* A device that is managed by somebody else is as he has made it. */
    is_done =
        card->target.managed == TRISTATE_NO ||
        (set_mac(control, name, card, error) && set_mtu(control, name, card, error) &&
         join_bridge(control, name, card->source.bridge, error) && bring_up(control, name, error));
    close(control);
    return is_done;
}

static bool
open_card(Interface *card, GArray *descriptors, GError **error)
{
    struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};

    if (interface_n_queues(card) > 1)
        request.ifr_flags |= IFF_MULTI_QUEUE;
    g_strlcpy(request.ifr_name, card->target.dev != NULL ? card->target.dev : name_pattern,
              sizeof request.ifr_name);
    if (!open_queues(&request, card, descriptors, error) || !set_up(request.ifr_name, card, error))
        return false;
    g_free(card->target.dev);
    card->target.dev = g_strdup(request.ifr_name);
    return true;
}

bool
tap_open_all(Domain *live, GArray *descriptors, GError **error)
{
    for (unsigned i = 0; i < live->devices->len; i++) {
        Interface *card = (Interface *)(void *)domain_device(live, i);

        /* Scripts are QEMU's to run, and so is then the device. */
        if (card->device.kind == &interface_kind && interface_has_tap(card) &&
            card->script.path == NULL && !open_card(card, descriptors, error))
            return false;
    }
    return true;
}
