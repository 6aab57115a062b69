/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/vhost_device.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <linux/vhost.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/error.h"

static const char vsock_path[] = "/dev/vhost-vsock";
static const char scsi_path[] = "/dev/vhost-scsi";

static char *
keep(int fd, GArray *descriptors)
{
    g_array_append_val(descriptors, fd);
    return g_strdup_printf("%d", fd);
}

/* Returns: 0, or an errno; EADDRINUSE when another guest has that number. */
static int
take_cid(int fd, uint64_t cid)
{
    return ioctl(fd, VHOST_VSOCK_SET_GUEST_CID, &cid) == 0 ? 0 : errno;
}

/* Takes the CID in the document, or the first free one. */
static bool
choose_cid(Vsock *vsock, int fd, GError **error)
{
    bool is_auto = vsock->cid.is_auto == TRISTATE_YES;
    uint64_t cid = is_auto ? VSOCK_FIRST_CID : vsock->cid.address.value;
    int problem = take_cid(fd, cid);

    while (is_auto && problem == EADDRINUSE && cid < G_MAXUINT32 - 1)
        problem = take_cid(fd, ++cid);
    if (problem != 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                    _("failed to set guest cid %" PRIu64 " of a vsock: %s"), cid,
                    g_strerror(problem));
        return false;
    }
    vsock->cid.address = OPTIONAL_UINT(cid);
    return true;
}

bool
vhost_device_open_vsock(Vsock *vsock, GArray *descriptors, GError **error)
{
    int fd = open(vsock_path, O_RDWR | O_CLOEXEC);

    if (fd < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("unable to open vhost-vsock device '%s': %s"), vsock_path, g_strerror(errno));
        return false;
    }
    vsock->vhost_fd = keep(fd, descriptors);
    return choose_cid(vsock, fd, error);
}

bool
vhost_device_open_scsi(Hostdev *hostdev, GArray *descriptors, GError **error)
{
    int fd = open(scsi_path, O_RDWR | O_CLOEXEC);

    if (fd < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                    _("unable to open vhost-scsi device '%s': %s"), scsi_path, g_strerror(errno));
        return false;
    }
    hostdev->vhost_fd = keep(fd, descriptors);
    return true;
}

bool
vhost_device_open_vdpa(Interface *nic, GArray *descriptors, GError **error)
{
    int fd = open(nic->source.dev, O_RDWR | O_CLOEXEC);

    if (fd < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                    _("Unable to open '%s' for vdpa device: %s"), nic->source.dev,
                    g_strerror(errno));
        return false;
    }
    nic->vhost_fds = keep(fd, descriptors);
    return true;
}
