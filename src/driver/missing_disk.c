/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/missing_disk.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "devices/disk.h"
#include "domain/domain_walk.h"
#include "host/file_owner.h"

/* Returns: (borrowed, nullable) the first missing image of the disk; @why: errno. */
static const char *
missing_path(Disk *disk, int *why)
{
    g_autoptr(GPtrArray) sources = g_ptr_array_new();

    disk_add_sources(disk, sources);
    for (guint i = 0; i < sources->len; i++) {
        const char *path = disk_source_path(g_ptr_array_index(sources, i));

        if (file_owner_exists(path))
            continue;
        *why = errno;
        return path;
    }
    return NULL;
}

static void
tell(Driver *driver, Guest *guest, const Disk *disk, int reason)
{
    g_auto(GuestName) name = guest_name(guest);
    Event *event = event_new(VIR_DOMAIN_EVENT_ID_DISK_CHANGE, &name);

    event->kind = reason;
    event->device = g_strdup(disk->device.id);
    event->text = g_strdup(disk_source_path(&disk->source));
    driver_emit(driver, event);
}

static bool
refuse(const char *path, int why, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("Cannot access storage file '%s': %s"), path, g_strerror(why));
    return false;
}

static void
do_without(Driver *driver, Guest *guest, Domain *domain, Disk *disk)
{
    if (disk->device_type == DISK_DEVICE_CDROM) {
        tell(driver, guest, disk, VIR_DOMAIN_EVENT_DISK_CHANGE_MISSING_ON_START);
        disk_eject(disk);
        return;
    }
    tell(driver, guest, disk, VIR_DOMAIN_EVENT_DISK_DROP_MISSING_ON_START);
    g_ptr_array_remove(domain->devices, disk);
}

/* From the last disk to the first, as in libvirt. */
bool
missing_disk_settle(Driver *driver, Guest *guest, Plan *plan, GError **error)
{
    Domain *domain = plan->domain;

    plan_name_devices(plan);
    DOMAIN_EACH_BACKWARDS(Disk, disk, domain, &disk_kind) {
        int why = 0;
        const char *path = missing_path(disk, &why);

        if (path == NULL)
            continue;
        if (disk->source.startup_policy != DISK_OPTIONAL)
            return refuse(path, why, error);
        do_without(driver, guest, domain, disk);
    }
    return true;
}
