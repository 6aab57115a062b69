/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/driver_life.h"

#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <unistd.h>

#include "driver/start.h"
#include "driver/take_over.h"
#include "helper/tpm_state.h"
#include "host/kvm.h"
#include "xml/document.h"

static void
load_guest(Driver *driver, const StoredGuest *stored)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Definition) definition = driver_keep(driver, stored->name, stored->xml);
    g_autoptr(Guest) guest =
        guest_new(driver->workers, driver->config->call_timeout_ms, definition);

    if (definition->flaw != NULL)
        g_warning("'%s' cannot be started as it is defined: %s", stored->name,
                  definition->flaw->message);
    guest->is_persistent = true;
    guest->is_autostart = stored->is_autostart;
    if (!guest_list_add(driver->guests, guest, &error))
        g_warning("the definition of '%s' in %s is left alone: %s", stored->name, stored->path,
                  error->message);
}

static bool
load_guests(Driver *driver, GError **error)
{
    g_autoptr(GPtrArray) stored = guest_store_load(driver->store, error);

    for (guint i = 0; stored != NULL && i < stored->len; i++)
        load_guest(driver, g_ptr_array_index(stored, i));
    return stored != NULL;
}

/* Removes the TPM's state of a guest that is gone, unless its document or the flags of undefine
 * keep it.  A document that was not fully understood may ask for that, so its TPM is kept. */
static void
on_gone(Guest *guest, const Definition *last, void *user)
{
    const Driver *driver = user;
    unsigned flags = 0;

    g_mutex_lock(&guest->lock);
    flags = guest->undefine_flags;
    g_mutex_unlock(&guest->lock);
    if (last->is_partial && !(flags & VIR_DOMAIN_UNDEFINE_TPM))
        flags |= VIR_DOMAIN_UNDEFINE_KEEP_TPM;
    tpm_state_forget(driver->config, definition_domain(last), flags);
}

/* Returns: (owned, nullable) what the system's daemon does as libvirt's security driver 'dac' does:
 * QEMU runs as that user, who is given the images.  NULL where it does not. */
static char *
dac_label_of(const DriverConfig *config)
{
    if (!config->is_system || !config->owns_images)
        return NULL;
    return g_strdup_printf("+%u:+%u", (unsigned)config->user, (unsigned)config->group);
}

Driver *
driver_new(const DriverConfig *config, const HostServices *services, GMainContext *context,
           GError **error)
{
    g_autoptr(Driver) driver = g_new0(Driver, 1);

    xml_document_prepare();
    driver->config = config;
    driver->services = services;
    driver->kvm_memory_slots = host_kvm_memory_slots();
    driver->workers = workers_new(context, config->max_workers);
    if (config->is_system && config->user != 0)
        driver->qemu_user = other_user_new(config->user, config->group);
    driver->dac_label = dac_label_of(config);
    if (config->is_system && config->swtpm_user != 0)
        driver->swtpm_user = other_user_new(config->swtpm_user, config->swtpm_group);
    driver->emulators = emulators_new(config->cache_directory, driver->qemu_user);
    driver->ports = display_ports_new();
    driver->tap_names = tap_names_new();
    driver->images = image_owner_new(config);
    driver->devices = host_devices_new();
    driver->store = guest_store_new(config, NULL, error);
    driver->guests = guest_list_new(driver->store, on_gone, driver);
    if (driver->store == NULL || !load_guests(driver, error) || !take_over_all(driver, error))
        return NULL;
    return g_steal_pointer(&driver);
}

void
driver_free(Driver *driver)
{
    if (driver == NULL)
        return;
    workers_free(driver->workers);
    guest_list_free(driver->guests);
    emulators_free(driver->emulators);
    other_user_free(driver->qemu_user);
    other_user_free(driver->swtpm_user);
    guest_store_free(driver->store);
    display_ports_free(driver->ports);
    tap_names_free(driver->tap_names);
    image_owner_free(driver->images);
    host_devices_free(driver->devices);
    g_free(driver->dac_label);
    g_free(driver);
}

/* One guest to be started on a worker. */
typedef struct {
    Driver *driver;
    Guest *guest;
} Autostart;

static void
run_autostart(void *user)
{
    g_autofree Autostart *autostart = user;
    g_autoptr(Guest) guest = autostart->guest;
    g_autoptr(GError) error = NULL;
    bool is_gone = false;

    g_mutex_lock(&guest->lock);
    is_gone = guest->is_gone;
    g_mutex_unlock(&guest->lock);
    if (!is_gone && !guest_is_active(guest) &&
        !start_guest(autostart->driver, guest, 0, NULL, &error))
        g_warning("'%s' was not started: %s", guest->name, error->message);
}

static void
refuse_autostart(const GError *why, void *user)
{
    g_autofree Autostart *autostart = user;
    g_autoptr(Guest) guest = autostart->guest;

    g_warning("'%s' was not started: %s", guest->name, why->message);
}

/* As in libvirt, autostart happens once after the host has booted, not at each start of the daemon,
 * when users may have stopped their guests.  The folder is on a tmpfs that a reboot clears. */
static bool
is_first_start(const Driver *driver)
{
    g_autofree char *path = g_build_filename(driver->config->run_directory, "autostarted", NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

void
driver_autostart(Driver *driver)
{
    g_autoptr(GPtrArray) guests = NULL;

    if (!is_first_start(driver))
        return;
    guests = guest_list_all(driver->guests);
    for (guint i = 0; i < guests->len; i++) {
        Guest *guest = g_ptr_array_index(guests, i);
        Autostart *autostart = NULL;

        if (!guest->is_autostart || guest_is_active(guest))
            continue;
        autostart = g_new0(Autostart, 1);
        autostart->driver = driver;
        autostart->guest = guest_ref(guest);
        jobs_request(
            guest->jobs, JOB_MODIFY,
            &(JobTask){.run = run_autostart, .refused = refuse_autostart, .user = autostart});
    }
}
