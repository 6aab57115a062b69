/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/define.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "base/uuid.h"
#include "driver/describe.h"
#include "driver/flags.h"
#include "driver/status.h"
#include "driver/tpm_state.h"

/* The flags that undefine accepts.  But for the TPM, what they are about a guest of ours never has.
 */
enum {
    TPM_FLAGS = VIR_DOMAIN_UNDEFINE_TPM | VIR_DOMAIN_UNDEFINE_KEEP_TPM,
    UNDEFINE_FLAGS = TPM_FLAGS | VIR_DOMAIN_UNDEFINE_MANAGED_SAVE |
                     VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA | VIR_DOMAIN_UNDEFINE_NVRAM |
                     VIR_DOMAIN_UNDEFINE_KEEP_NVRAM | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA,
};

static bool
store_definition(Driver *driver, Definition *definition, GError **error)
{
    g_autofree char *xml = describe_for_file(definition);

    return guest_store_save(driver->store, definition_domain(definition)->name, xml, error);
}

bool
keep_definition(Driver *driver, Guest *guest, Definition *next, GError **error)
{
    g_autoptr(Definition) kept = next;

    if (guest->is_persistent && !store_definition(driver, kept, error))
        return false;
    guest_set_next(guest, g_steal_pointer(&kept));
    return true;
}

/* Called with definitions_lock held.  Returns: (owned, nullable) the guest, its definition on disk;
 * @detail: of the event. */
static Guest *
define_locked(Driver *driver, Definition *definition, int *detail, GError **error)
{
    const Domain *domain = definition_domain(definition);
    uint8_t uuid[UUID_BYTES];
    g_autoptr(GError) problem = NULL;
    g_autoptr(Guest) guest = NULL;

    uuid_parse(domain->uuid, uuid);
    guest = guest_list_match(driver->guests, uuid, domain->name, &problem);
    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return NULL;
    }
    *detail = guest != NULL && guest->is_persistent ? VIR_DOMAIN_EVENT_DEFINED_UPDATED
                                                    : VIR_DOMAIN_EVENT_DEFINED_ADDED;
    if (!store_definition(driver, definition, error))
        return NULL;
    if (guest == NULL) {
        guest = guest_new(driver->workers, driver->config->call_timeout_ms, definition);
        guest->is_persistent = true;
        if (guest_list_add(driver->guests, guest, error))
            return g_steal_pointer(&guest);
        guest_store_remove(driver->store, domain->name, NULL);
        return NULL;
    }
    g_mutex_lock(&guest->lock);
    guest->is_persistent = true;
    guest->undefine_flags = 0;
    g_mutex_unlock(&guest->lock);
    guest_set_next(guest, definition_ref(definition));
    return g_steal_pointer(&guest);
}

Guest *
define_guest(Driver *driver, const char *xml, unsigned flags, GError **error)
{
    g_autoptr(Definition) definition = NULL;
    g_autoptr(Guest) guest = NULL;
    Plan *plan = NULL;
    int detail = 0;

    if (!flags_check(flags, VIR_DOMAIN_DEFINE_VALIDATE, "qemuDomainDefineXMLFlags", error))
        return NULL;
    plan = driver_plan(driver, xml, flags & VIR_DOMAIN_DEFINE_VALIDATE ? DRIVER_PLAN_STRICT : 0,
                       error);
    if (plan == NULL)
        return NULL;
    definition = definition_new(plan);
    g_mutex_lock(&driver->definitions_lock);
    guest = define_locked(driver, definition, &detail, error);
    g_mutex_unlock(&driver->definitions_lock);
    if (guest != NULL)
        driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_DEFINED, detail);
    return g_steal_pointer(&guest);
}

static bool
check_persistent(Guest *guest, const char *what, GError **error)
{
    bool is_persistent = false;

    g_mutex_lock(&guest->lock);
    is_persistent = guest->is_persistent;
    g_mutex_unlock(&guest->lock);
    if (!is_persistent)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID, what);
    return is_persistent;
}

/* Called with definitions_lock held. */
static bool
undefine_locked(Driver *driver, Guest *guest, unsigned flags, GError **error)
{
    if (!check_persistent(guest, _("cannot undefine transient domain"), error) ||
        !guest_store_remove(driver->store, guest->name, error))
        return false;
    g_mutex_lock(&guest->lock);
    guest->is_persistent = false;
    guest->is_autostart = false;
    guest->undefine_flags = flags;
    g_mutex_unlock(&guest->lock);
    return true;
}

void
forget_guest(Driver *driver, Guest *guest, const Definition *last)
{
    unsigned flags = 0;

    g_mutex_lock(&guest->lock);
    flags = guest->undefine_flags;
    g_mutex_unlock(&guest->lock);
    guest_list_remove(driver->guests, guest);
    tpm_state_forget(driver->config, definition_domain(last), flags);
}

static bool
check_undefine_flags(unsigned flags, GError **error)
{
    if (!flags_check(flags, UNDEFINE_FLAGS, "qemuDomainUndefineFlags", error))
        return false;
    if ((flags & TPM_FLAGS) != TPM_FLAGS)
        return true;
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                        _("cannot both keep and delete TPM"));
    return false;
}

bool
undefine_guest(Driver *driver, Guest *guest, unsigned flags, GError **error)
{
    g_autoptr(Definition) last = guest_next(guest);
    bool is_done = false;

    if (!check_undefine_flags(flags, error))
        return false;
    g_mutex_lock(&driver->definitions_lock);
    is_done = undefine_locked(driver, guest, flags, error);
    g_mutex_unlock(&driver->definitions_lock);
    if (!is_done)
        return false;
    driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_UNDEFINED,
                          VIR_DOMAIN_EVENT_UNDEFINED_REMOVED);
    /* One that runs ends as the flags say, whatever daemon ends it. */
    if (guest_is_active(guest))
        status_save(driver, guest);
    else
        forget_guest(driver, guest, last);
    return true;
}

/* Returns: (owned, nullable) the definition under another name. */
static Definition *
definition_named(Driver *driver, Definition *definition, const char *name, GError **error)
{
    g_autofree char *xml = describe_for_file(definition);
    Plan *plan = driver_plan(driver, xml, 0, error);

    if (plan == NULL)
        return NULL;
    g_free(plan->domain->name);
    plan->domain->name = g_strdup(name);
    return definition_new(plan);
}

/* Called with definitions_lock held. */
static bool
rename_locked(Driver *driver, Guest *guest, const char *name, GError **error)
{
    g_autofree char *old_name = g_strdup(guest->name);
    g_autofree char *xml = NULL;
    g_autoptr(Definition) old = guest_next(guest);
    g_autoptr(Definition) renamed = definition_named(driver, old, name, error);

    if (renamed == NULL || !guest_list_rename(driver->guests, guest, name, error))
        return false;
    xml = describe_for_file(renamed);
    if (!guest_store_rename(driver->store, old_name, name, xml, error)) {
        guest_list_rename(driver->guests, guest, old_name, NULL);
        return false;
    }
    guest_set_next(guest, g_steal_pointer(&renamed));
    return true;
}

static bool
check_rename(Driver *driver, Guest *guest, const char *name, GError **error)
{
    g_autoptr(Guest) other = NULL;

    if (!check_persistent(guest, _("cannot rename a transient domain"), error))
        return false;
    if (guest_is_active(guest)) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                            _("cannot rename active domain"));
        return false;
    }
    if (!guest_store_check_name(name, error))
        return false;
    other = guest_list_by_name(driver->guests, name, NULL);
    if (other != NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("domain with name '%s' already exists"), name);
    return other == NULL;
}

bool
rename_guest(Driver *driver, Guest *guest, const char *name, unsigned flags, GError **error)
{
    g_auto(GuestName) old_name = guest_name(guest);
    bool is_done = false;

    if (!flags_check(flags, 0, "qemuDomainRename", error) ||
        !check_rename(driver, guest, name, error))
        return false;
    g_mutex_lock(&driver->definitions_lock);
    is_done = rename_locked(driver, guest, name, error);
    g_mutex_unlock(&driver->definitions_lock);
    if (!is_done)
        return false;
    driver_emit(driver, event_new_lifecycle(&old_name, VIR_DOMAIN_EVENT_UNDEFINED,
                                            VIR_DOMAIN_EVENT_UNDEFINED_RENAMED));
    driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_DEFINED,
                          VIR_DOMAIN_EVENT_DEFINED_RENAMED);
    return true;
}

bool
set_guest_autostart(Driver *driver, Guest *guest, bool is_autostart, GError **error)
{
    bool is_done = false;

    if (!check_persistent(guest, _("cannot set autostart for transient domain"), error))
        return false;
    g_mutex_lock(&driver->definitions_lock);
    is_done = guest_store_set_autostart(driver->store, guest->name, is_autostart, error);
    g_mutex_unlock(&driver->definitions_lock);
    if (!is_done)
        return false;
    g_mutex_lock(&guest->lock);
    guest->is_autostart = is_autostart;
    g_mutex_unlock(&guest->lock);
    return true;
}
