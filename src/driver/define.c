/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/define.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "driver/amend.h"
#include "driver/flags.h"
#include "driver/status.h"
#include "host/start_forecast.h"

/* The flags that undefine accepts.  Apart from the TPM's, they are about things that our guests
 * never have. */
enum {
    TPM_FLAGS = VIR_DOMAIN_UNDEFINE_TPM | VIR_DOMAIN_UNDEFINE_KEEP_TPM,
    UNDEFINE_FLAGS = TPM_FLAGS | VIR_DOMAIN_UNDEFINE_MANAGED_SAVE |
                     VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA | VIR_DOMAIN_UNDEFINE_NVRAM |
                     VIR_DOMAIN_UNDEFINE_KEEP_NVRAM | VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA,
};

/* It is kept all the same: the host may be another one when it is started. */
static void
warn_of_host(Driver *driver, const Plan *plan)
{
    const Passthrough passthrough = {
        .config = driver->config, .devices = driver->devices, .guest = plan->domain};
    g_autoptr(Report) report = report_new();

    start_forecast(plan, &passthrough, report);
    for (unsigned i = 0; i < report_n_problems(report); i++)
        g_warning("'%s' is defined, and would not start on this host now: %s", plan->domain->name,
                  report_problem(report, i)->message);
}

Guest *
define_guest(Driver *driver, const char *xml, unsigned flags, GError **error)
{
    g_autoptr(Definition) definition = NULL;
    g_autoptr(Guest) fresh = NULL;
    Guest *guest = NULL;
    Plan *plan = NULL;
    bool is_update = false;

    if (!flags_check(flags, VIR_DOMAIN_DEFINE_VALIDATE, "qemuDomainDefineXMLFlags", error))
        return NULL;
    plan = driver_plan(driver, xml, flags & VIR_DOMAIN_DEFINE_VALIDATE ? DRIVER_PLAN_STRICT : 0,
                       error);
    if (plan == NULL)
        return NULL;
    definition = definition_new(plan);
    fresh = guest_new(driver->workers, driver->config->call_timeout_ms, definition);
    guest = guest_list_define(driver->guests, fresh, &is_update, error);
    if (guest == NULL)
        return NULL;
    warn_of_host(driver, plan);
    driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_DEFINED,
                          is_update ? VIR_DOMAIN_EVENT_DEFINED_UPDATED
                                    : VIR_DOMAIN_EVENT_DEFINED_ADDED);
    return guest;
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
    g_auto(GuestName) name = guest_name(guest);

    if (!check_undefine_flags(flags, error) ||
        !guest_list_undefine(driver->guests, guest, flags, error))
        return false;
    driver_emit(driver, event_new_lifecycle(&name, VIR_DOMAIN_EVENT_UNDEFINED,
                                            VIR_DOMAIN_EVENT_UNDEFINED_REMOVED));
    /* Saved for a running guest, so that the flags apply at its end even under another daemon. */
    status_save(driver, guest);
    return true;
}

static bool
check_rename(Guest *guest, const char *name, GError **error)
{
    bool is_persistent = false;
    const char *flaw = NULL;

    g_mutex_lock(&guest->lock);
    is_persistent = guest->is_persistent;
    g_mutex_unlock(&guest->lock);
    if (!is_persistent)
        flaw = _("cannot rename a transient domain");
    else if (guest_is_active(guest))
        flaw = _("cannot rename active domain");
    if (flaw != NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID, flaw);
    return flaw == NULL && guest_store_check_name(name, error);
}

bool
rename_guest(Driver *driver, Guest *guest, const char *name, unsigned flags, GError **error)
{
    g_auto(GuestName) old_name = guest_name(guest);
    g_autoptr(Guest) other = NULL;

    if (!flags_check(flags, 0, "qemuDomainRename", error) || !check_rename(guest, name, error))
        return false;
    other = guest_list_by_name(driver->guests, name, NULL);
    if (other != NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("domain with name '%s' already exists"), name);
        return false;
    }
    if (!amend_name(driver, guest, name, error))
        return false;
    driver_emit(driver, event_new_lifecycle(&old_name, VIR_DOMAIN_EVENT_UNDEFINED,
                                            VIR_DOMAIN_EVENT_UNDEFINED_RENAMED));
    driver_emit_lifecycle(driver, guest, VIR_DOMAIN_EVENT_DEFINED,
                          VIR_DOMAIN_EVENT_DEFINED_RENAMED);
    return true;
}

void
forget_guest(Driver *driver, Guest *guest, const Definition *last)
{
    guest_list_forget(driver->guests, guest, last);
}
