/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/resources.h"

#include <unistd.h>

#include "driver/run_files.h"

void
resources_free(Resources *resources)
{
    if (resources == NULL)
        return;
    for (guint i = 0; i < resources->descriptors->len; i++)
        close(g_array_index(resources->descriptors, int, i));
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

Resources *
resources_acquire(Driver *driver, Definition *live, const char *folder, GError **error)
{
    g_autoptr(Resources) resources = g_new0(Resources, 1);

    resources->descriptors = g_array_new(FALSE, FALSE, sizeof(int));
    if (run_files_make(driver->config, folder, error) &&
        open_monitor(resources, driver->config, folder, error))
        return g_steal_pointer(&resources);
    resources_release(driver, live, folder);
    return NULL;
}

void
resources_release(Driver *driver, const Definition *live, const char *folder)
{
    (void)driver;
    (void)live;
    (void)folder;
}
