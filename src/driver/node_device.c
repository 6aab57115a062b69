/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/node_device.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "host/node_device.h"
#include "host/pci_device.h"
#include "host/pci_use.h"

/* Returns: (owned, nullable) the PCI device that @name is, if it may be changed: no guest has it,
 * and this is the system's daemon. */
static char *
find_free(Driver *driver, const char *name, GError **error)
{
    g_autofree char *pci = node_device_pci(driver->config->sysfs, name, error);
    g_autofree char *guest = pci != NULL ? host_devices_guest(driver->devices, pci) : NULL;

    if (pci == NULL)
        return NULL;
    if (guest != NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("%s device %s is in use by driver QEMU, domain %s"), "PCI", pci, guest);
    else if (!driver->config->is_system)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("PCI device %s - a session's daemon may not set up devices of the host: use "
                      "pseries:///system"),
                    pci);
    else
        return g_steal_pointer(&pci);
    return NULL;
}

bool
node_device_detach(Driver *driver, const char *name, const char *driver_name, GError **error)
{
    const char *sysfs = driver->config->sysfs;
    const char *wanted =
        driver_name == NULL || g_str_equal(driver_name, "vfio") ? VFIO_PCI_DRIVER : driver_name;
    g_autofree char *pci = find_free(driver, name, error);
    g_autofree char *found = pci != NULL ? pci_device_driver(sysfs, pci) : NULL;

    if (pci == NULL)
        return false;
    if (g_strcmp0(found, wanted) == 0)
        return true;
    return pci_use_check(sysfs, "/proc", pci, error) && pci_device_bind(sysfs, pci, wanted, error);
}

bool
node_device_reattach(Driver *driver, const char *name, GError **error)
{
    g_autofree char *pci = find_free(driver, name, error);

    return pci != NULL && pci_device_release(driver->config->sysfs, pci, error);
}

bool
node_device_reset(Driver *driver, const char *name, GError **error)
{
    g_autofree char *pci = find_free(driver, name, error);

    return pci != NULL && (pci_device_is_for_vfio(driver->config->sysfs, pci) ||
                           pci_device_reset(driver->config->sysfs, pci, error));
}
