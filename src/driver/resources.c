/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/resources.h"

#include <unistd.h>

#include "driver/run_files.h"
#include "driver/tap.h"
#include "driver/vhost_device.h"

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
    g_free(resources->monitor_path);
    g_free(resources);
}

static bool
open_monitor(Resources *resources, const DriverConfig *config, const char *folder, GError **error)
{
    resources->monitor_path = g_build_filename(folder, "monitor.sock", NULL);
    resources->monitor_fd = run_files_listen(config, resources->monitor_path, error);
    if (resources->monitor_fd >= 0)
        g_array_append_val(resources->descriptors, resources->monitor_fd);
    return resources->monitor_fd >= 0;
}

void
resources_release(Driver *driver, const Definition *live)
{
    const Domain *domain = definition_domain(live);

    image_owner_take_back(driver->images, domain);
    display_ports_release(driver->ports, domain);
    if (driver->config->is_system)
        tap_close_all(domain);
}

Resources *
resources_acquire(Driver *driver, Definition *live, const char *folder, GError **error)
{
    g_autoptr(Resources) resources = g_new0(Resources, 1);
    const DriverConfig *config = driver->config;
    Domain *domain = live->plan->domain;

    resources->descriptors = g_array_new(FALSE, FALSE, sizeof(int));
    if (run_files_make(config, folder, live->plan->memory_directory, error) &&
        open_monitor(resources, config, folder, error) &&
        display_ports_choose(driver->ports, domain, error) &&
        vhost_device_open_all(domain, resources->descriptors, error) &&
        /* Only root may make network devices: in a session QEMU's own helper does. */
        (!config->is_system || tap_open_all(domain, resources->descriptors, error))) {
        if (image_owner_note(driver->images, domain, error))
            return g_steal_pointer(&resources);
        if (config->is_system)
            tap_close_all(domain);
    }
    display_ports_release(driver->ports, domain);
    return NULL;
}
