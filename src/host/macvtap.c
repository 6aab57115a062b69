/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/macvtap.h"

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
#include "host/mac_address.h"
#include "host/netlink.h"
#include "host/shaping.h"

enum { NAMES_MOST = 8192 };
/* How long udev may take to create the device node. */
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

    for (size_t i = 0; i < MAC_BYTES; i++)
        bytes[i] = mac_address_byte(mac, i);
    netlink_put(request, IFLA_ADDRESS, bytes, sizeof bytes);
}

/* Returns: the MAC address for the new device; 0 in passthrough mode, where it has its lower
 * device's. */
static uint64_t
expected_mac(const Interface *nic)
{
    return nic->source.mode != INTERFACE_MODE_PASSTHROUGH ? mac_address_number(nic->mac.address)
                                                          : 0;
}

/* Returns: 0, or an errno. */
static int
try_name(const Interface *nic, unsigned lower, const char *name)
{
    const struct ifinfomsg link = {.ifi_flags = IFF_UP, .ifi_change = IFF_UP};
    NetlinkRequest request;
    size_t details = 0;
    size_t settings = 0;

    netlink_begin(&request, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &link, sizeof link);
    netlink_put_uint32(&request, IFLA_LINK, lower);
    netlink_put_string(&request, IFLA_IFNAME, name);
    put_mac(&request, nic->mac.address);
    details = netlink_nest(&request, IFLA_LINKINFO);
    netlink_put_string(&request, IFLA_INFO_KIND, "macvtap");
    settings = netlink_nest(&request, IFLA_INFO_DATA);
    netlink_put_uint32(&request, IFLA_MACVLAN_MODE, modes[nic->source.mode]);
    netlink_end(&request, settings);
    netlink_end(&request, details);
    return netlink_send(&request);
}

/* A device to be created. */
typedef struct {
    Interface *nic;
    unsigned lower; /* index of the host's device */
    UndoList *undo;
} Making;

/* Creates a device of that name.  Returns: false with an error, or with @is_taken set when the name
 * exists. */
static bool
make_as(const Making *making, const char *name, bool *is_taken, GError **error)
{
    int problem = 0;

    undo_add(making->undo,
             &(UndoStep){UNDO_MACVTAP, name, {making->lower, expected_mac(making->nic)}});
    if (!undo_write(making->undo, error))
        return false;
    problem = try_name(making->nic, making->lower, name);
    if (problem == 0)
        return true;
    *is_taken = problem == EEXIST;
    /* It belongs to another program. */
    if (*is_taken)
        undo_drop(making->undo, UNDO_MACVTAP, name);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("cannot make a macvtap device on '%s': %s"), making->nic->source.dev,
                g_strerror(problem));
    return false;
}

static bool
make_with_free_name(const Making *making, GError **error)
{
    for (unsigned i = 0; i < NAMES_MOST; i++) {
        g_autofree char *name = g_strdup_printf("macvtap%u", i);
        g_autoptr(GError) problem = NULL;
        bool is_taken = false;

        if (if_nametoindex(name) != 0)
            continue;
        if (make_as(making, name, &is_taken, &problem)) {
            making->nic->target.dev = g_steal_pointer(&name);
            return true;
        }
        /* Another program may have taken the name meanwhile. */
        if (!is_taken) {
            g_propagate_error(error, g_steal_pointer(&problem));
            return false;
        }
    }
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("cannot make a macvtap device on '%s': %s"), making->nic->source.dev,
                g_strerror(EEXIST));
    return false;
}

unsigned
macvtap_make(Interface *nic, UndoList *undo, GError **error)
{
    const Making making = {nic, if_nametoindex(nic->source.dev), undo};
    bool is_taken = false;

    if (making.lower == 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                    _("cannot make a macvtap device on '%s': %s"), nic->source.dev,
                    g_strerror(errno));
        return 0;
    }
    if (nic->target.dev != NULL ? !make_as(&making, nic->target.dev, &is_taken, error)
                                : !make_with_free_name(&making, error))
        return 0;
    return shaping_apply(nic->target.dev, nic, error) ? if_nametoindex(nic->target.dev) : 0;
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
macvtap_open(const Interface *nic, unsigned index, GError **error)
{
    g_autofree char *path = g_strdup_printf("/dev/tap%u", index);
    struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};
    int fd = open_node(path);

    if (interface_n_queues(nic) > 1)
        request.ifr_flags |= IFF_MULTI_QUEUE;
    if (fd >= 0 && ioctl(fd, TUNSETIFF, &request) == 0)
        return fd;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot open '%s' of '%s': %s"), path,
                nic->target.dev, g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Returns: (owned) an attribute of the device in /sys; "" when the device is gone. */
static char *
of_device(const char *name, const char *attribute)
{
    g_autofree char *path = g_build_filename("/sys/class/net", name, attribute, NULL);
    char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? g_strchomp(text) : g_strdup("");
}

static bool
is_that_macvtap(const UndoStep *step)
{
    g_autofree char *nodes = g_build_filename("/sys/class/net", step->key, "macvtap", NULL);
    g_autofree char *lower = of_device(step->key, "iflink");
    g_autofree char *mac = of_device(step->key, "address");
    uint64_t number = strlen(mac) == 3 * MAC_BYTES - 1 ? mac_address_number(mac) : 0;

    return g_file_test(nodes, G_FILE_TEST_IS_DIR) &&
           g_ascii_strtoull(lower, NULL, 10) == step->numbers[0] &&
           (step->numbers[1] == 0 || step->numbers[1] == number);
}

bool
macvtap_delete(const UndoStep *step, GError **error)
{
    const struct ifinfomsg link = {.ifi_index = (int)if_nametoindex(step->key)};
    NetlinkRequest request;
    int problem = 0;

    if (link.ifi_index == 0)
        return true;
    if (!is_that_macvtap(step)) {
        g_warning("network device '%s' is not the macvtap that was to be made, and is left alone",
                  step->key);
        return true;
    }
    netlink_begin(&request, RTM_DELLINK, 0, &link, sizeof link);
    problem = netlink_send(&request);
    if (problem == 0 || problem == ENODEV)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("cannot delete network device '%s': %s"), step->key, g_strerror(problem));
    return false;
}
