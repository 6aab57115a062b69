/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/lifecycle_action.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "domain/lifecycle.h"
#include "driver/amend.h"
#include "driver/flags.h"

/* libvirt's numbers of actions, and ours. */
static const Action actions[] = {
    [VIR_DOMAIN_LIFECYCLE_ACTION_DESTROY] = ACTION_DESTROY,
    [VIR_DOMAIN_LIFECYCLE_ACTION_RESTART] = ACTION_RESTART,
    [VIR_DOMAIN_LIFECYCLE_ACTION_RESTART_RENAME] = ACTION_RENAME_RESTART,
    [VIR_DOMAIN_LIFECYCLE_ACTION_PRESERVE] = ACTION_PRESERVE,
    [VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY] = ACTION_COREDUMP_DESTROY,
    [VIR_DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART] = ACTION_COREDUMP_RESTART,
};

static const size_t events[] = {
    [VIR_DOMAIN_LIFECYCLE_POWEROFF] = offsetof(Domain, on_poweroff),
    [VIR_DOMAIN_LIFECYCLE_REBOOT] = offsetof(Domain, on_reboot),
    [VIR_DOMAIN_LIFECYCLE_CRASH] = offsetof(Domain, on_crash),
};

static bool
change(Domain *domain, void *user, GError **error)
{
    const LifecycleChoice *choice = user;
    g_autoptr(Report) report = report_new();

    *(Action *)(void *)((char *)domain + events[choice->type]) = actions[choice->action];
    lifecycle_check_actions(domain, report);
    return report_to_error(report, error);
}

bool
lifecycle_action_set(Driver *driver, Guest *guest, const LifecycleChoice *choice, unsigned flags,
                     GError **error)
{
    LifecycleChoice wanted = *choice;

    if (!flags_check(flags, VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG,
                     "qemuDomainSetLifecycleAction", error))
        return false;
    if (wanted.type >= G_N_ELEMENTS(events) || wanted.action >= G_N_ELEMENTS(actions)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("there is no lifecycle event %u with action %u"), wanted.type, wanted.action);
        return false;
    }
    return amend_resolve(guest, &flags, error) &&
           amend(driver, guest, flags, &(Amendment){.make = change, .user = &wanted}, error);
}
