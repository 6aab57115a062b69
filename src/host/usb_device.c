/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/usb_device.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "host/file.h"

/* Returns: whether the file @file of the device @name has that hexadecimal number, or any will do.
 */
static bool
has_id(const char *folder, const char *name, const char *file, const OptionalUint *wanted)
{
    g_autofree char *text = host_file_text(folder, "%s/%s", name, file);
    guint64 number = 0;

    return !wanted->is_set ||
           (text != NULL && g_ascii_string_to_unsigned(text, 16, 0, G_MAXUINT16, &number, NULL) &&
            number == wanted->value);
}

static bool
is_meant(const HostdevSource *source, const char *folder, const char *name, UsbDevice *device)
{
    const HostdevAddress *at = source->address;
    uint64_t bus = 0;
    uint64_t number = 0;

    /* Interfaces of devices are in the same folder, without these. */
    if (!host_file_number(folder, &bus, "%s/busnum", name) ||
        !host_file_number(folder, &number, "%s/devnum", name))
        return false;
    *device = (UsbDevice){(unsigned)bus, (unsigned)number};
    return (at == NULL || (at->pci.bus.value == bus && at->device.value == number)) &&
           has_id(folder, name, "idVendor", &source->vendor.id) &&
           has_id(folder, name, "idProduct", &source->product.id);
}

bool
usb_device_find(const char *sysfs, const HostdevSource *source, UsbDevice *found, GError **error)
{
    g_autofree char *folder = g_build_filename(sysfs, "bus/usb/devices", NULL);
    g_autofree char *wanted = hostdev_source_text(source, HOSTDEV_USB);
    g_autoptr(GDir) names = NULL;
    const char *name = NULL;
    unsigned n_found = 0;

    assert_may_block();
    names = g_dir_open(folder, 0, NULL);
    while (names != NULL && (name = g_dir_read_name(names)) != NULL) {
        UsbDevice device;

        if (is_meant(source, folder, name, &device)) {
            *found = device;
            n_found++;
        }
    }
    if (n_found == 0)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("Did not find USB device %s: 'lsusb' shows those that the host has"), wanted);
    else if (n_found > 1)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("Multiple USB devices for %s, use <address> to specify one"), wanted);
    return n_found == 1;
}
