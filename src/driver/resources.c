/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/resources.h"

#include <unistd.h>

#include "domain/domain_walk.h"
#include "helper/helpers.h"
#include "host/device_setup.h"
#include "store/run_files.h"
#include "store/run_folder.h"

void
resources_hand_over(Resources *resources)
{
    for (guint i = 0; i < resources->descriptors->len; i++)
        close(g_array_index(resources->descriptors, int, i));
    g_array_set_size(resources->descriptors, 0);
    resources->monitor_fd = -1;
}

void
resources_free(Resources *resources)
{
    if (resources == NULL)
        return;
    resources_hand_over(resources);
    g_array_unref(resources->descriptors);
    g_clear_pointer(&resources->images, g_ptr_array_unref);
    g_free(resources);
}

static bool
open_monitor(Resources *resources, const DriverConfig *config, const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "monitor.sock", NULL);

    resources->monitor_fd = run_files_listen(config, path, error);
    if (resources->monitor_fd >= 0)
        g_array_append_val(resources->descriptors, resources->monitor_fd);
    return resources->monitor_fd >= 0;
}

/* Those of the run's own; without a status file a daemon that comes back removes them, too. */
static bool
make_folders(Driver *driver, const Definition *live, Run *run, GError **error)
{
    const char *memory_folder = live->plan->memory_directory;
    const RunFiles files = {driver->config, run->folder, memory_folder,
                            live->plan->context.secrets};

    undo_add(run->undo, &(UndoStep){UNDO_FOLDER, run->folder, {0}});
    undo_add(run->undo, &(UndoStep){UNDO_FOLDER, memory_folder, {0}});
    return run_folder_make(run->folder, error) && run_folder_make(memory_folder, error) &&
           run_files_make(&files, error);
}

/* Starts what runs beside QEMU for @device, and has the host do what else it needs. */
static bool
set_up_device(const DeviceSetup *setup, const HelperStart *helpers, Device *device, GError **error)
{
    return device_setup(setup, device, error) && helpers_start_for(helpers, device, error);
}

static bool
set_up_devices(Resources *resources, Driver *driver, Definition *live, Run *run, GError **error)
{
    Plan *plan = live->plan;
    const DeviceSetup setup = {
        .config = driver->config,
        .ports = driver->ports,
        .tap_names = driver->tap_names,
        .images = driver->images,
        .devices = driver->devices,
        .services = driver->services,
        .live = plan->domain,
        .undo = run->undo,
        .descriptors = resources->descriptors,
        .records = resources->images,
    };
    const HelperStart helpers = {
        .config = driver->config,
        .qemu_user = driver->qemu_user,
        .swtpm_user = driver->swtpm_user,
        .domain = plan->domain,
        .context = &plan->context,
        .folder = run->folder,
        .undo = run->undo,
        .helpers = run->helpers,
    };

    plan_name_devices(plan);
    if (!device_setup_boot(&setup, error))
        return false;
    DOMAIN_EACH_DEVICE(Device, device, plan->domain)
        if (!set_up_device(&setup, &helpers, device, error))
            return false;
    return true;
}

Resources *
resources_acquire(Driver *driver, Definition *live, Run *run, GError **error)
{
    g_autoptr(Resources) resources = g_new0(Resources, 1);

    resources->descriptors = g_array_new(FALSE, FALSE, sizeof(int));
    resources->images = g_ptr_array_new_with_free_func((GDestroyNotify)image_record_free);
    if (make_folders(driver, live, run, error) &&
        open_monitor(resources, driver->config, run->folder, error) &&
        set_up_devices(resources, driver, live, run, error))
        return g_steal_pointer(&resources);
    return NULL;
}
