/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/hostdev_setup.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "devices/hostdev_scsi.h"
#include "host/passed_device.h"
#include "host/usb_device.h"
#include "host/vhost_device.h"

/* A <hostdev> on its way to a guest. */
typedef struct {
    const Passthrough *passthrough;
    Hostdev *hostdev;
    GArray *descriptors;
    const char *sysfs;
} Setup;

/* Returns: (owned) files with that one. */
static ImageFiles *
one_file(const char *path)
{
    ImageFiles *files = image_files_new();

    image_files_add(files, path);
    return files;
}

static ImageFiles *
set_up_pci(const Setup *setup, GError **error)
{
    g_autoptr(GArray) pcis = passed_device_pcis(&setup->hostdev->device);

    return passthrough_prepare_pci(setup->passthrough, &g_array_index(pcis, PassthroughPci, 0),
                                   error);
}

/* The guest gets the device that is there now, and no other one with the same ids later. */
static ImageFiles *
set_up_usb(const Setup *setup, GError **error)
{
    HostdevSource *source = &setup->hostdev->source;
    g_autofree char *name = NULL;
    g_autofree char *path = NULL;
    UsbDevice device;

    if (!usb_device_find(setup->sysfs, source, &device, error))
        return NULL;
    name = g_strdup_printf("%03u:%03u", device.bus, device.device);
    if (!passthrough_claim(setup->passthrough, &(HostDeviceName){HOST_DEVICE_USB, name}, error))
        return NULL;
    if (source->address == NULL)
        source->address = g_new0(HostdevAddress, 1);
    source->address->pci.bus = OPTIONAL_UINT(device.bus);
    source->address->device = OPTIONAL_UINT(device.device);
    path = g_strdup_printf("/dev/bus/usb/%03u/%03u", device.bus, device.device);
    return one_file(path);
}

static ImageFiles *
set_up_mdev(const Setup *setup, GError **error)
{
    const char *uuid = setup->hostdev->source.address->uuid;
    g_autofree char *link =
        g_build_filename(setup->sysfs, "bus/mdev/devices", uuid, "iommu_group", NULL);
    g_autofree char *target = g_file_read_link(link, NULL);
    g_autofree char *group = target != NULL ? g_path_get_basename(target) : NULL;
    g_autofree char *path = NULL;

    if (group == NULL) {
        g_set_error(
            error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
            _("the host has no mediated device '%s' with an IOMMU group: %s/bus/mdev/devices "
              "has its devices"),
            uuid, setup->sysfs);
        return NULL;
    }
    if (!passthrough_claim(setup->passthrough, &(HostDeviceName){HOST_DEVICE_MDEV, uuid}, error))
        return NULL;
    path = g_build_filename("/dev/vfio", group, NULL);
    return one_file(path);
}

static ImageFiles *
set_up_scsi(const Setup *setup, GError **error)
{
    const Hostdev *hostdev = setup->hostdev;
    g_autofree char *name = NULL;
    g_autofree char *path = NULL;

    if (hostdev->source.protocol == HOSTDEV_ISCSI)
        return image_files_new();
    name = hostdev_source_text(&hostdev->source, HOSTDEV_SCSI);
    path = hostdev_scsi_path(&hostdev->source, setup->sysfs);
    if (!hostdev->is_shareable &&
        !passthrough_claim(setup->passthrough, &(HostDeviceName){HOST_DEVICE_SCSI, name}, error))
        return NULL;
    return one_file(path);
}

static ImageFiles *
set_up_scsi_host(const Setup *setup, GError **error)
{
    return vhost_device_open_scsi(setup->hostdev, setup->descriptors, error) ? image_files_new()
                                                                             : NULL;
}

static ImageFiles *(*const rows[])(const Setup *setup, GError **error) = {
    [HOSTDEV_PCI] = set_up_pci,
    [HOSTDEV_USB] = set_up_usb,
    [HOSTDEV_MDEV] = set_up_mdev,
    [HOSTDEV_SCSI] = set_up_scsi,
    [HOSTDEV_SCSI_HOST] = set_up_scsi_host,
};

ImageFiles *
hostdev_setup(const Passthrough *passthrough, Hostdev *hostdev, GArray *descriptors, GError **error)
{
    const Setup setup = {passthrough, hostdev, descriptors, passthrough->config->sysfs};

    return rows[hostdev->type](&setup, error);
}
