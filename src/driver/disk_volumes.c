/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/disk_volumes.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "devices/disk.h"
#include "domain/domain_walk.h"

static bool
is_volume(const Disk *disk)
{
    return disk->type == DISK_TYPE_VOLUME && disk->source.volume != NULL;
}

/* Takes @path. */
static void
set_path(DiskSource *source, char *path, bool is_device)
{
    g_clear_pointer(&source->file, g_free);
    g_clear_pointer(&source->dev, g_free);
    *(is_device ? &source->dev : &source->file) = path;
}

/* A volume that is not there is for missing_disk_settle() then, which does not find it either: its
 * name is no path. */
static bool
is_dispensable(const Disk *disk, const GError *problem)
{
    return error_code(problem) == VIR_ERR_NO_STORAGE_VOL &&
           disk->source.startup_policy != DISK_STARTUP_NONE;
}

static bool
find(Driver *driver, Disk *disk, GError **error)
{
    const HostServices *services = driver->services;
    DiskSource *source = &disk->source;
    g_autoptr(GError) problem = NULL;
    bool is_device = false;
    char *path = NULL;

    if (source->pool_mode == DISK_POOL_DIRECT) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("not supported yet: mode='direct' of the <source> of disk '%s', use 'host'"),
                    disk->target.dev);
        return false;
    }
    path =
        services->find_volume(services->user, source->pool, source->volume, &is_device, &problem);
    if (path == NULL && !is_dispensable(disk, problem)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    set_path(source, path != NULL ? path : g_strdup(source->volume), is_device);
    if (disk->driver.type == NULL)
        disk->driver.type = g_strdup("raw");
    return true;
}

bool
disk_volumes_find(Driver *driver, Domain *domain, GError **error)
{
    DOMAIN_EACH(Disk, disk, domain, &disk_kind)
        if (is_volume(disk) && !find(driver, disk, error))
            return false;
    return true;
}

/* The name of a fact: "volume:vda".  Its text is "file PATH" or "dev PATH". */
static char *
fact_name(const Disk *disk)
{
    return g_strdup_printf("volume:%s", disk->target.dev);
}

static const char file_prefix[] = "file ";
static const char device_prefix[] = "dev ";

void
disk_volumes_note(const Domain *live, GuestStatus *status)
{
    DOMAIN_EACH(const Disk, disk, live, &disk_kind) {
        const char *path = disk_source_path(&disk->source);
        g_autofree char *name = fact_name(disk);
        g_autofree char *text = NULL;

        if (!is_volume(disk) || path == NULL)
            continue;
        text = g_strconcat(disk->source.dev != NULL ? device_prefix : file_prefix, path, NULL);
        guest_status_set_fact(status, name, text);
    }
}

void
disk_volumes_recall(const GuestStatus *status, Domain *live)
{
    DOMAIN_EACH(Disk, disk, live, &disk_kind) {
        g_autofree char *name = fact_name(disk);
        const char *text = is_volume(disk) ? guest_status_fact(status, name) : NULL;

        if (text != NULL && g_str_has_prefix(text, file_prefix))
            set_path(&disk->source, g_strdup(text + strlen(file_prefix)), false);
        else if (text != NULL && g_str_has_prefix(text, device_prefix))
            set_path(&disk->source, g_strdup(text + strlen(device_prefix)), true);
    }
}
