/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"
#include "host/macvtap.h"
#include "host/tap_settings.h"

/* @step: the kernel's name of the request that failed. */
static bool
fail(const char *device, const char *step, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("cannot set up network device '%s': %s: %s"), device, step, g_strerror(errno));
    return false;
}

/* Appends @fd to QEMU's descriptors and its number to @list. */
static void
keep(int fd, GArray *descriptors, char **list)
{
    g_autofree char *before = *list;

    g_array_append_val(descriptors, fd);
    *list = before != NULL ? g_strdup_printf("%s:%d", before, fd) : g_strdup_printf("%d", fd);
}

/* Opens one queue of the device in @request; the kernel fills in the name. */
static bool
open_queue(struct ifreq *request, Interface *nic, GArray *descriptors, GError **error)
{
    const char *path = nic->backend.tap != NULL ? nic->backend.tap : "/dev/net/tun";
    int fd = open(path, O_RDWR | O_CLOEXEC);

    if (fd < 0)
        return fail(path, "open", error);
    keep(fd, descriptors, &nic->tap_fds);
    if (ioctl(fd, TUNSETIFF, request) == 0)
        return true;
    return fail(request->ifr_name, "TUNSETIFF", error);
}

static const char *
vhost_path(const Interface *nic)
{
    return nic->backend.vhost != NULL ? nic->backend.vhost : "/dev/vhost-net";
}

/* As in libvirt: with KVM a virtio NIC uses vhost if the host has it, unless the document says
 * otherwise. */
static bool
wants_vhost(const Interface *nic, const Domain *live)
{
    const NicModel *model = nic_model_find(nic->model.type);

    if (XML_READ(nic->driver)->name == NIC_DRIVER_VHOST)
        return true;
    return XML_READ(nic->driver)->name == NIC_DRIVER_NONE && live->type == VIRT_KVM &&
           model != NULL && model->is_virtio && access(vhost_path(nic), R_OK | W_OK) == 0;
}

static bool
open_vhost(Interface *nic, const TapOpening *opening, GError **error)
{
    const char *path = vhost_path(nic);
    int fd = -1;

    if (!wants_vhost(nic, opening->live))
        return true;
    fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return fail(path, "open", error);
    keep(fd, opening->descriptors, &nic->vhost_fds);
    return true;
}

static bool
open_queues(struct ifreq *request, Interface *nic, const TapOpening *opening, GError **error)
{
    unsigned n_queues = interface_n_queues(nic);

    for (unsigned i = 0; i < n_queues; i++)
        if (!open_queue(request, nic, opening->descriptors, error) ||
            !open_vhost(nic, opening, error))
            return false;
    return true;
}

static bool
open_tap(Interface *nic, const TapOpening *opening, GError **error)
{
    struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR};

    if (interface_n_queues(nic) > 1)
        request.ifr_flags |= IFF_MULTI_QUEUE;
    if (nic->target.dev != NULL)
        g_strlcpy(request.ifr_name, nic->target.dev, sizeof request.ifr_name);
    else
        tap_names_next(opening->names, request.ifr_name);
    if (!open_queues(&request, nic, opening, error) ||
        !tap_settings_apply(request.ifr_name, nic, error))
        return false;
    g_free(nic->target.dev);
    nic->target.dev = g_strdup(request.ifr_name);
    return true;
}

static bool
open_macvtap(Interface *nic, const TapOpening *opening, GError **error)
{
    unsigned n_queues = interface_n_queues(nic);
    unsigned index = macvtap_make(nic, opening->undo, error);

    for (unsigned i = 0; index > 0 && i < n_queues; i++) {
        int fd = macvtap_open(nic, index, error);

        if (fd >= 0)
            keep(fd, opening->descriptors, &nic->tap_fds);
        if (fd < 0 || !open_vhost(nic, opening, error))
            return false;
    }
    return index > 0;
}

bool
tap_open(Interface *nic, const TapOpening *opening, GError **error)
{
    if (nic->type == INTERFACE_DIRECT)
        return open_macvtap(nic, opening, error);
    /* QEMU runs the scripts, so it has to open the device as well. */
    if (interface_has_tap(nic) && nic->script.path == NULL)
        return open_tap(nic, opening, error);
    return true;
}
