/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/host_devices.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"

/* A device that cannot be had. */
typedef struct {
    char *guest;      /* (owned, nullable) NULL: the host changes its driver */
    unsigned n_times; /* that it was claimed: by several disks on one drive, for instance */
} Holder;

struct HostDevices {
    GMutex lock;
    GHashTable *holders; /* (owned) device -> Holder */
};

static void
holder_free(Holder *holder)
{
    g_free(holder->guest);
    g_free(holder);
}

HostDevices *
host_devices_new(void)
{
    HostDevices *devices = g_new0(HostDevices, 1);

    g_mutex_init(&devices->lock);
    devices->holders =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)holder_free);
    return devices;
}

void
host_devices_free(HostDevices *devices)
{
    if (devices == NULL)
        return;
    g_hash_table_unref(devices->holders);
    g_mutex_clear(&devices->lock);
    g_free(devices);
}

static const char *const bus_texts[] = {
    [HOST_DEVICE_PCI] = "PCI",
    [HOST_DEVICE_USB] = "USB",
    [HOST_DEVICE_MDEV] = "mediated",
    [HOST_DEVICE_SCSI] = "SCSI",
};

/* Who asks for a device, and for which kind. */
typedef struct {
    HostDeviceBus bus;
    const char *guest; /* nullable, as a holder's */
} Asking;

/* Returns: whether the asking guest or nobody has the device @name. */
static bool
is_free_for(const HostDevices *devices, const char *name, const Asking *asking, GError **error)
{
    const Holder *holder = g_hash_table_lookup(devices->holders, name);

    if (holder == NULL || (holder->guest != NULL && g_strcmp0(holder->guest, asking->guest) == 0))
        return true;
    if (holder->guest == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("%s device %s is just being detached from the host, reattached or reset: try "
                      "again"),
                    bus_texts[asking->bus], name);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("%s device %s is in use by driver QEMU, domain %s"), bus_texts[asking->bus],
                    name, holder->guest);
    return false;
}

static void
hold(HostDevices *devices, const char *name, const char *guest)
{
    Holder *holder = g_hash_table_lookup(devices->holders, name);

    if (holder == NULL) {
        holder = g_new0(Holder, 1);
        holder->guest = g_strdup(guest);
        g_hash_table_insert(devices->holders, g_strdup(name), holder);
    }
    holder->n_times++;
}

/* The same for @device and the other @members (nullable) of its group. */
static bool
are_free_for(const HostDevices *devices, const HostDeviceName *device, const GPtrArray *members,
             const char *guest, GError **error)
{
    const Asking asking = {device->bus, guest};
    bool is_free = is_free_for(devices, device->name, &asking, error);

    for (guint i = 0; is_free && members != NULL && i < members->len; i++)
        is_free = is_free_for(devices, g_ptr_array_index(members, i), &asking, error);
    return is_free;
}

bool
host_devices_check(HostDevices *devices, const HostDeviceName *device, const GPtrArray *members,
                   const char *guest, GError **error)
{
    bool is_free = false;

    g_mutex_lock(&devices->lock);
    is_free = are_free_for(devices, device, members, guest, error);
    g_mutex_unlock(&devices->lock);
    return is_free;
}

bool
host_devices_claim(HostDevices *devices, const HostDeviceName *device, const GPtrArray *members,
                   const char *guest, GError **error)
{
    bool is_free = false;

    g_mutex_lock(&devices->lock);
    is_free = are_free_for(devices, device, members, guest, error);
    if (is_free)
        hold(devices, device->name, guest);
    g_mutex_unlock(&devices->lock);
    return is_free;
}

bool
host_devices_claim_for_host(HostDevices *devices, const HostDeviceName *device, GError **error)
{
    return host_devices_claim(devices, device, NULL, NULL, error);
}

void
host_devices_restore(HostDevices *devices, const char *name, const char *guest)
{
    g_mutex_lock(&devices->lock);
    hold(devices, name, guest);
    g_mutex_unlock(&devices->lock);
}

void
host_devices_release(HostDevices *devices, const char *name)
{
    Holder *holder = NULL;

    g_mutex_lock(&devices->lock);
    holder = g_hash_table_lookup(devices->holders, name);
    if (holder != NULL && --holder->n_times == 0)
        g_hash_table_remove(devices->holders, name);
    g_mutex_unlock(&devices->lock);
}

char *
host_devices_guest(HostDevices *devices, const char *name)
{
    const Holder *holder = NULL;
    char *guest = NULL;

    g_mutex_lock(&devices->lock);
    holder = g_hash_table_lookup(devices->holders, name);
    guest = holder != NULL ? g_strdup(holder->guest) : NULL;
    g_mutex_unlock(&devices->lock);
    return guest;
}
