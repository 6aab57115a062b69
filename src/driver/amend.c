/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/amend.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "driver/define.h"
#include "driver/describe.h"
#include "driver/status.h"

static bool
fail(const char *why, GError **error)
{
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID, why);
    return false;
}

bool
amend_resolve(Guest *guest, unsigned *flags, GError **error)
{
    const unsigned both = VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG;
    bool is_active = guest_is_active(guest);
    bool is_persistent = false;

    g_mutex_lock(&guest->lock);
    is_persistent = guest->is_persistent;
    g_mutex_unlock(&guest->lock);
    if (!(*flags & both))
        *flags |= is_active ? VIR_DOMAIN_AFFECT_LIVE : VIR_DOMAIN_AFFECT_CONFIG;
    if (*flags & VIR_DOMAIN_AFFECT_LIVE && !is_active)
        return fail(_("domain is not running"), error);
    if (*flags & VIR_DOMAIN_AFFECT_CONFIG && !is_persistent)
        return fail(_("transient domains do not have any persistent config"), error);
    return true;
}

/* Returns: (owned, nullable) @old with the change. */
static Definition *
amended(Driver *driver, Definition *old, unsigned plan_flags, const Amendment *amendment,
        GError **error)
{
    g_autofree char *xml = describe_for_file(old);
    g_autoptr(Plan) plan =
        driver_plan_run(driver, xml, old->plan->state_directory, plan_flags, error);

    if (plan == NULL || !amendment->make(plan->domain, amendment->user, error))
        return NULL;
    return definition_new(g_steal_pointer(&plan));
}

/* Called with definitions_lock held. */
static bool
amend_next(Driver *driver, Guest *guest, const Amendment *amendment, GError **error)
{
    g_autoptr(Definition) old = guest_next(guest);
    Definition *next = amended(driver, old, 0, amendment, error);

    return next != NULL && keep_definition(driver, guest, next, error);
}

bool
amend(Driver *driver, Guest *guest, unsigned flags, const Amendment *amendment, GError **error)
{
    g_autoptr(Definition) old_live = flags & VIR_DOMAIN_AFFECT_LIVE ? guest_live(guest) : NULL;
    Definition *live = NULL;
    bool is_done = true;

    if (old_live != NULL) {
        live = amended(driver, old_live, DRIVER_PLAN_LIVE, amendment, error);
        if (live == NULL)
            return false;
    }
    if (flags & VIR_DOMAIN_AFFECT_CONFIG) {
        g_mutex_lock(&driver->definitions_lock);
        is_done = amend_next(driver, guest, amendment, error);
        g_mutex_unlock(&driver->definitions_lock);
    }
    if (is_done && live != NULL) {
        guest_set_live(guest, live);
        status_save(driver, guest);
    } else {
        definition_unref(live);
    }
    return is_done;
}
