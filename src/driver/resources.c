/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/resources.h"

#include <unistd.h>

#include "host/tap.h"
#include "host/vhost_device.h"
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

    undo_add(run->undo, &(UndoStep){UNDO_FOLDER, run->folder, {0}});
    undo_add(run->undo, &(UndoStep){UNDO_FOLDER, memory_folder, {0}});
    return run_folder_make(run->folder, error) && run_folder_make(memory_folder, error) &&
           run_files_make(driver->config, run->folder, memory_folder, error);
}

/* Opens the files that the document names, notes whose they are and has QEMU open just those.  They
 * are lent when this is written down. */
static bool
note_images(Resources *resources, Driver *driver, Domain *domain, Run *run, GError **error)
{
    g_autoptr(ImageFiles) files = image_files_open(driver->config, domain, error);

    if (files == NULL)
        return false;
    resources->images = image_owner_note(driver->images, files, error);
    for (guint i = 0; resources->images != NULL && i < resources->images->len; i++) {
        const ImageRecord *record = g_ptr_array_index(resources->images, i);
        UndoStep step = {UNDO_IMAGE, record->path, {0}};

        image_record_numbers(record, step.numbers);
        undo_add(run->undo, &step);
    }
    return resources->images != NULL &&
           image_files_hand_over(files, domain, resources->descriptors, error);
}

Resources *
resources_acquire(Driver *driver, Definition *live, Run *run, GError **error)
{
    g_autoptr(Resources) resources = g_new0(Resources, 1);
    const DriverConfig *config = driver->config;
    Domain *domain = live->plan->domain;

    resources->descriptors = g_array_new(FALSE, FALSE, sizeof(int));
    undo_add(run->undo, &(UndoStep){UNDO_STATUS, domain->name, {(uint64_t)run->id}});
    if (make_folders(driver, live, run, error) &&
        open_monitor(resources, config, run->folder, error) &&
        display_ports_choose(driver->ports, domain, run->undo, error) &&
        vhost_device_open_all(domain, resources->descriptors, error) &&
        /* Only root may make network devices: in a session QEMU's own helper does. */
        (!config->is_system || tap_open_all(domain, resources->descriptors, run->undo, error)) &&
        note_images(resources, driver, domain, run, error))
        return g_steal_pointer(&resources);
    return NULL;
}
