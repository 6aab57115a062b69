/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/amend.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "devices/device_kinds.h"
#include "driver/status.h"
#include "plan/live.h"
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

/* Returns: (owned, nullable) the model of @xml with the change. */
static Domain *
changed(const char *xml, const Amendment *amendment,
        Domain *(*read)(const DeviceTable *, const char *, size_t, Report *), GError **error)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(Domain) domain = read(&device_table, xml, strlen(xml), report);

    if (domain == NULL)
        report_to_error(report, error);
    else if (amendment->make(domain, amendment->user, error))
        return g_steal_pointer(&domain);
    return NULL;
}

/* Blanks between elements are kept in <metadata>, and mean nothing. */
static bool
is_same_but_for_blanks(const char *one, const char *other)
{
    while (*one != '\0' || *other != '\0') {
        if (g_ascii_isspace(*one))
            one++;
        else if (g_ascii_isspace(*other))
            other++;
        else if (*one++ != *other++)
            return false;
    }
    return true;
}

/* Whether the plan has kept the change: made once more, it changes nothing.  A document may say the
 * same thing elsewhere (the memory of NUMA cells), and then that counts. */
static bool
check_kept(Definition *planned, const Amendment *amendment, GError **error)
{
    const char *xml = definition_xml(planned, DOMAIN_XML_SECURE);
    g_autoptr(Domain) again = changed(xml, amendment, domain_read, error);
    g_autofree char *again_xml = again != NULL ? domain_format(again, DOMAIN_XML_SECURE) : NULL;

    if (again == NULL)
        return false;
    if (is_same_but_for_blanks(xml, again_xml))
        return true;
    g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                        _("the rest of the definition does not go with this change"));
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
    g_autoptr(Domain) domain =
        changed(definition_xml(old, DOMAIN_XML_SECURE), change->amendment, domain_read, error);
    g_autofree char *xml = domain != NULL ? domain_format(domain, DOMAIN_XML_SECURE) : NULL;
    Plan *plan = xml != NULL ? driver_plan(change->driver, xml, 0, error) : NULL;
    g_autoptr(Definition) next = plan != NULL ? definition_new(plan) : NULL;

    if (next == NULL || !check_kept(next, change->amendment, error))
        return NULL;
    return g_steal_pointer(&next);
}

/* What runs is not planned again; but a daemon that is started again must be able to read it. */
static Definition *
change_live(Definition *old, const Amendment *amendment, GError **error)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(Domain) domain =
        changed(definition_xml(old, DOMAIN_XML_SECURE), amendment, live_read, error);
    g_autofree char *xml = domain != NULL ? domain_format(domain, DOMAIN_XML_SECURE) : NULL;
    Domain *live = xml != NULL ? live_read(&device_table, xml, strlen(xml), report) : NULL;

    if (live != NULL)
        return definition_new_live(live);
    if (xml != NULL)
        report_to_error(report, error);
    return NULL;
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
change_name(Definition *old, void *user, GError **error)
{
    const NameChange *change = user;
    g_autofree char *xml =
        stored_document_renamed(definition_xml(old, DOMAIN_XML_SECURE), change->name, error);
    g_autoptr(Definition) renamed =
        xml != NULL ? driver_keep(change->driver, change->name, xml) : NULL;

    if (renamed == NULL)
        return NULL;
    if (renamed->flaw == NULL || old->flaw != NULL)
        return g_steal_pointer(&renamed);
    g_propagate_error(error, g_error_copy(renamed->flaw));
    return NULL;
}

bool
amend_name(Driver *driver, Guest *guest, const char *name, GError **error)
{
    NameChange change = {driver, name};

    return guest_list_change(driver->guests, guest, change_name, &change, error);
}
