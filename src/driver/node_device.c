/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/node_device.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "host/node_device.h"
#include "host/pci_device.h"
#include "host/pci_use.h"

/* A device that no guest gets while it is changed. */
typedef struct {
    HostDevices *devices;
    const char *sysfs;
    char *pci; /* (owned, nullable) NULL: it may not be changed */
} Change;

static void
change_clear(Change *change)
{
    if (change->pci != NULL)
        host_devices_release(change->devices, change->pci);
    g_free(change->pci);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Change, change_clear)

static bool
check_rights(const DriverConfig *config, const char *pci, GError **error)
{
    if (config->is_system)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("PCI device %s - a session's daemon may not set up devices of the host: use "
                  "pseries:///system"),
                pci);
    return false;
}

/* The device is the caller's from the check on, as it would be a guest's from its start on. */
static Change
change_begin(Driver *driver, const char *name, GError **error)
{
    Change change = {driver->devices, driver->config->sysfs, NULL};
    g_autofree char *pci = node_device_pci(change.sysfs, name, error);

    if (pci != NULL && check_rights(driver->config, pci, error) &&
        host_devices_claim_for_host(driver->devices, &(HostDeviceName){HOST_DEVICE_PCI, pci},
                                    error))
        change.pci = g_steal_pointer(&pci);
    return change;
}

bool
node_device_detach(Driver *driver, const char *name, const char *driver_name, GError **error)
{
    const char *wanted =
        driver_name == NULL || g_str_equal(driver_name, "vfio") ? VFIO_PCI_DRIVER : driver_name;
    g_auto(Change) change = change_begin(driver, name, error);
    g_autofree char *found = NULL;

    if (change.pci == NULL)
        return false;
    found = pci_device_driver(change.sysfs, change.pci);
    if (g_strcmp0(found, wanted) == 0)
        return true;
    return pci_use_check(change.sysfs, "/proc", change.pci, error) &&
           pci_device_bind(change.sysfs, change.pci, wanted, error);
}

bool
node_device_reattach(Driver *driver, const char *name, GError **error)
{
    g_auto(Change) change = change_begin(driver, name, error);

    return change.pci != NULL && pci_device_release(change.sysfs, change.pci, error);
}

bool
node_device_reset(Driver *driver, const char *name, GError **error)
{
    g_auto(Change) change = change_begin(driver, name, error);

    return change.pci != NULL && (pci_device_is_for_vfio(change.sysfs, change.pci) ||
                                  pci_device_reset(change.sysfs, change.pci, error));
}
