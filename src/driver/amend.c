/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/amend.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>

#include "base/error.h"
#include "domain/extension.h"
#include "domain/extension_placement.h"
#include "driver/status.h"
#include "qemu/placement_difference.h"
#include "store/stored_document.h"

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

void
amend_refuse_live(GError **error)
{
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_UNSUPPORTED,
                        _("a running guest cannot be changed like this yet: change its next start "
                          "(--config), or shut it off"));
}

/* Returns: (owned, nullable) the model of @definition with the change. */
static Domain *
changed(const Definition *definition, const Amendment *amendment, GError **error)
{
    g_autoptr(Domain) copy = definition_copy_domain(definition, error);

    return copy != NULL && amendment->make(copy, amendment->user, error) ? g_steal_pointer(&copy)
                                                                         : NULL;
}

/* Whether @again is @planned but for the placement, which it lacks: the plan records one. */
static bool
lacks_placement_only(const Domain *planned, const Domain *again)
{
    g_autoptr(Domain) without = domain_clone(planned);
    g_autoptr(XmlDifference) difference = NULL;

    if (!extension_set_placement(without, NULL, NULL))
        return false;
    difference = domain_find_difference(without, again);
    return difference == NULL;
}

/* Returns: (owned, nullable) in what the placement of @again is not that of @planned. */
static char *
placement_flaw(const Domain *planned, const Domain *again)
{
    g_autoptr(Report) report = report_new();
    g_auto(Extension) right = extension_read(planned->metadata, 0, report);
    g_auto(Extension) wrong = extension_read(again->metadata, 0, report);
    g_autoptr(GPtrArray) differences = NULL;

    if (right.placement == NULL || wrong.placement == NULL)
        return NULL;
    differences = placement_find_differences(right.placement, wrong.placement);
    return differences->len > 0 ? placement_difference_text(g_ptr_array_index(differences, 0))
                                : NULL;
}

static void
explain(const Domain *planned, const Domain *again, GError **error)
{
    g_autofree char *flaw = placement_flaw(planned, again);

    if (flaw != NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("the placement of <pseries:pci> is not that of the guest: %s; take it away "
                      "to have it recorded anew"),
                    flaw);
    else
        fail(_("the rest of the definition does not go with this change"), error);
}

/* Whether the plan has kept the change: made once more, it changes nothing.  A document may say the
 * same thing elsewhere (the memory of NUMA cells), and then that counts. */
static bool
check_kept(const Definition *planned, const Amendment *amendment, GError **error)
{
    g_autoptr(Domain) again = changed(planned, amendment, error);
    g_autoptr(XmlDifference) difference =
        again != NULL ? domain_find_difference(definition_domain(planned), again) : NULL;

    if (again == NULL)
        return false;
    if (difference == NULL || lacks_placement_only(definition_domain(planned), again))
        return true;
    explain(definition_domain(planned), again, error);
    return false;
}

typedef struct {
    Driver *driver;
    const Amendment *amendment;
} NextChange;

/* The whole definition is planned and checked as one that is defined: what is kept is what a daemon
 * that is started again finds. */
static Definition *
change_next(Definition *old, void *user, GError **error)
{
    const NextChange *change = user;
    g_autoptr(Definition) next = NULL;
    Domain *domain = changed(old, change->amendment, error);
    Plan *plan = domain != NULL ? driver_plan_domain(change->driver, domain, NULL, error) : NULL;

    next = plan != NULL ? definition_new(plan) : NULL;
    if (next == NULL ||
        (!change->amendment->is_once && !check_kept(next, change->amendment, error)))
        return NULL;
    return g_steal_pointer(&next);
}

/* What runs is not planned again. */
static Definition *
change_live(Definition *old, const Amendment *amendment, GError **error)
{
    Domain *live = changed(old, amendment, error);

    return live != NULL ? definition_new_live(live) : NULL;
}

bool
amend(Driver *driver, Guest *guest, unsigned flags, const Amendment *amendment, GError **error)
{
    g_autoptr(Definition) old_live = flags & VIR_DOMAIN_AFFECT_LIVE ? guest_live(guest) : NULL;
    g_autoptr(Definition) live = NULL;
    NextChange change = {driver, amendment};

    if (old_live != NULL) {
        live = change_live(old_live, amendment, error);
        if (live == NULL)
            return false;
    }
    if (flags & VIR_DOMAIN_AFFECT_CONFIG &&
        !guest_list_change(driver->guests, guest, change_next, &change, error))
        return false;
    if (live != NULL) {
        guest_set_live(guest, g_steal_pointer(&live));
        status_save(driver, guest);
    }
    return true;
}

typedef struct {
    Driver *driver;
    const char *name;
} NameChange;

/* A guest that cannot be planned may be renamed all the same: its document stays as it is. */
static Definition *
rename_document(Definition *old, const NameChange *change, GError **error)
{
    g_autofree char *xml =
        stored_document_renamed(definition_xml(old, DOMAIN_XML_SECURE), change->name, error);

    return xml != NULL ? driver_keep(change->driver, change->name, xml) : NULL;
}

static Definition *
change_name(Definition *old, void *user, GError **error)
{
    const NameChange *change = user;
    Domain *domain = NULL;
    Plan *plan = NULL;

    if (old->flaw != NULL)
        return rename_document(old, change, error);
    domain = domain_clone(definition_domain(old));
    g_free(domain->name);
    domain->name = g_strdup(change->name);
    plan = driver_plan_domain(change->driver, domain, NULL, error);
    return plan != NULL ? definition_new(plan) : NULL;
}

bool
amend_name(Driver *driver, Guest *guest, const char *name, GError **error)
{
    NameChange change = {driver, name};

    return guest_list_change(driver->guests, guest, change_name, &change, error);
}
