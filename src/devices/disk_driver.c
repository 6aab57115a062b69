/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/disk.h"

#include "devices/disk_vhostuser.h"

const char *
disk_driver_name(const Disk *disk)
{
    static const char *const virtio[] = {
        [DISK_MODEL_NONE] = "virtio-blk-pci",
        [DISK_MODEL_VIRTIO] = "virtio-blk-pci",
        [DISK_MODEL_VIRTIO_TRANSITIONAL] = "virtio-blk-pci-transitional",
        [DISK_MODEL_VIRTIO_NON_TRANSITIONAL] = "virtio-blk-pci-non-transitional",
        [DISK_MODEL_USB_STORAGE] = "virtio-blk-pci", /* on the wrong bus, which is reported */
        [DISK_MODEL_USB_BOT] = "virtio-blk-pci",
    };
    const bool is_cdrom = disk->device_type == DISK_DEVICE_CDROM;

    if (disk->type == DISK_TYPE_VHOSTUSER)
        return disk_vhostuser_device(disk);
    if (disk->target.bus == DISK_BUS_USB)
        return "usb-storage";
    if (disk->target.bus == DISK_BUS_IDE || disk->target.bus == DISK_BUS_SATA)
        return is_cdrom ? "ide-cd" : "ide-hd";
    if (disk->target.bus == DISK_BUS_FDC)
        return "floppy";
    if (disk->target.bus == DISK_BUS_VIRTIO)
        return virtio[disk->model];
    if (disk->device_type == DISK_DEVICE_LUN)
        return "scsi-block";
    return is_cdrom ? "scsi-cd" : "scsi-hd";
}
