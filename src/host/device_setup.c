/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/device_setup.h"

#include "host/hostdev_setup.h"
#include "host/image_chain.h"
#include "host/image_files.h"
#include "host/network_filter.h"
#include "host/passed_device.h"
#include "host/passthrough.h"
#include "host/tap.h"
#include "host/vhost_device.h"
#include "host/virtual_function.h"

/* Notes the owners of @files (nullable), which are lent after that is written to disk. */
static bool
note_images(const DeviceSetup *setup, const ImageFiles *files, GError **error)
{
    g_autoptr(GPtrArray) records = image_owner_note(setup->images, files, error);

    for (guint i = 0; records != NULL && i < records->len; i++) {
        const ImageRecord *record = g_ptr_array_index(records, i);
        UndoStep step = {UNDO_IMAGE, record->path, {0}};

        image_record_numbers(record, step.numbers);
        undo_add(setup->undo, &step);
    }
    if (records == NULL)
        return false;
    g_ptr_array_extend_and_steal(setup->records, g_steal_pointer(&records));
    return true;
}

static Passthrough
passthrough_of(const DeviceSetup *setup)
{
    return (Passthrough){.config = setup->config,
                         .devices = setup->devices,
                         .guest = setup->live,
                         .undo = setup->undo};
}

/* By VFIO: also NVMe drives, which QEMU drives itself. */
static bool
pass_through(const DeviceSetup *setup, const Device *device, GError **error)
{
    const Passthrough passthrough = passthrough_of(setup);
    g_autoptr(GArray) pcis = passed_device_pcis(device);

    for (guint i = 0; i < pcis->len; i++) {
        g_autoptr(ImageFiles) files =
            passthrough_prepare_pci(&passthrough, &g_array_index(pcis, PassthroughPci, i), error);

        if (files == NULL || !note_images(setup, files, error))
            return false;
    }
    return true;
}

static bool
set_up_disk(const DeviceSetup *setup, Device *device, GError **error)
{
    Disk *disk = (Disk *)(void *)device;
    g_autoptr(ImageFiles) files = image_files_open_disk(disk);

    return pass_through(setup, device, error) &&
           image_chain_detect(setup->config, files, disk, error) &&
           note_images(setup, files, error) &&
           image_files_hand_over_disk(files, disk, setup->descriptors, error);
}

static bool
set_up_graphics(const DeviceSetup *setup, Device *device, GError **error)
{
    return display_ports_choose(setup->ports, (Graphics *)(void *)device, setup->undo, error);
}

static bool
set_up_hostdev(const DeviceSetup *setup, Device *device, GError **error)
{
    const Passthrough passthrough = passthrough_of(setup);
    g_autoptr(ImageFiles) files =
        hostdev_setup(&passthrough, (Hostdev *)(void *)device, setup->descriptors, error);

    return files != NULL && note_images(setup, files, error);
}

static bool
set_up_interface(const DeviceSetup *setup, Device *device, GError **error)
{
    Interface *nic = (Interface *)(void *)device;
    const TapOpening opening = {setup->live, setup->tap_names, setup->descriptors, setup->undo};

    if (nic->type == INTERFACE_HOSTDEV)
        return pass_through(setup, device, error) &&
               virtual_function_set_up(&virtual_function_kernel, setup->config->sysfs, nic,
                                       setup->undo, error);
    if (nic->type == INTERFACE_VDPA)
        return vhost_device_open_vdpa(nic, setup->descriptors, error);
    /* Only root may create network devices: in a session qemu-bridge-helper does. */
    return !setup->config->is_system ||
           (tap_open(nic, &opening, error) &&
            network_filter_bind(setup->services, setup->live, nic, setup->undo, error));
}

static bool
set_up_vsock(const DeviceSetup *setup, Device *device, GError **error)
{
    return vhost_device_open_vsock((Vsock *)(void *)device, setup->descriptors, error);
}

static const struct {
    const DeviceKind *kind;
    bool (*set_up)(const DeviceSetup *setup, Device *device, GError **error);
} rows[] = {
    {&disk_kind, set_up_disk},       {&graphics_kind, set_up_graphics},
    {&hostdev_kind, set_up_hostdev}, {&interface_kind, set_up_interface},
    {&vsock_kind, set_up_vsock},
};

bool
device_setup(const DeviceSetup *setup, Device *device, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].kind == device->kind)
            return rows[i].set_up(setup, device, error);
    return true;
}

bool
device_setup_boot(const DeviceSetup *setup, GError **error)
{
    g_autoptr(ImageFiles) files = image_files_open_boot(setup->live);

    return note_images(setup, files, error) &&
           image_files_hand_over_boot(files, setup->live, setup->descriptors, error);
}
