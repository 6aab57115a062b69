/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/device_edit.h"

#include <glib/gi18n-lib.h>
#include <libvirt/libvirt.h>
#include <string.h>

#include "base/error.h"
#include "devices/device_change.h"
#include "driver/amend.h"
#include "driver/flags.h"
#include "xml/document.h"

enum { AFFECT_FLAGS = VIR_DOMAIN_AFFECT_LIVE | VIR_DOMAIN_AFFECT_CONFIG };

typedef struct {
    Driver *driver;
    DeviceEdit edit;
    const char *text; /* the document, or the alias */
} EditRequest;

/* Returns: (owned, nullable) the device that @xml describes, incomplete if there are errors in
 * @report. */
static Device *
parse_device(const Planner *planner, const char *xml, Report *report)
{
    g_autoptr(XmlDocument) document = xml_document_parse(xml, strlen(xml), report);
    g_autofree char *name = NULL;
    Device *device = NULL;

    if (document == NULL)
        return NULL;
    name = g_strdup((const char *)xmlDocGetRootElement(document)->name);
    device = domain_parse_device(document, planner->devices, false, report);
    if (device == NULL && report_n_errors(report) == 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, 0, _("unknown device type '%s'"), name);
    return device;
}

/* Returns: (owned, nullable) the device that is meant, as it can be compared with those of
 * @domain. */
static Device *
read_wanted(const EditRequest *request, const Domain *domain, GError **error)
{
    const Planner planner = driver_planner(request->driver);
    g_autoptr(Report) report = report_new();
    g_autoptr(Device) wanted = parse_device(&planner, request->text, report);

    if (!report_to_error(report, error) || !device_match_check_kind(wanted, request->edit, error))
        return NULL;
    if (device_match_needs_whole(wanted->kind))
        plan_complete_device(&planner, domain, wanted, report);
    return report_to_error(report, error) ? g_steal_pointer(&wanted) : NULL;
}

static bool
attach(Domain *domain, void *user, GError **error)
{
    g_autoptr(Device) wanted = read_wanted(user, domain, error);

    if (wanted == NULL || !device_match_check_new(domain, wanted, error))
        return false;
    device_change_add(domain, g_steal_pointer(&wanted));
    return true;
}

static bool
detach(Domain *domain, void *user, GError **error)
{
    g_autoptr(Device) wanted = read_wanted(user, domain, error);
    Device *found = wanted != NULL ? device_match_find(domain, wanted, DEVICE_DETACH, error) : NULL;

    if (found == NULL)
        return false;
    device_change_remove(domain, found);
    return true;
}

static bool
update(Domain *domain, void *user, GError **error)
{
    g_autoptr(Device) wanted = read_wanted(user, domain, error);
    Device *found = wanted != NULL ? device_match_find(domain, wanted, DEVICE_UPDATE, error) : NULL;

    if (found == NULL)
        return false;
    device_change_replace(domain, found, g_steal_pointer(&wanted));
    return true;
}

static bool
detach_alias(Domain *domain, void *user, GError **error)
{
    const EditRequest *request = user;
    Device *found = device_match_alias(domain, request->text, error);

    if (found == NULL || !device_match_check_kind(found, DEVICE_DETACH, error))
        return false;
    device_change_remove(domain, found);
    return true;
}

static bool
change_next(Driver *driver, Guest *guest, unsigned flags, const Amendment *amendment,
            GError **error)
{
    flags &= AFFECT_FLAGS;
    if (!amend_resolve(guest, &flags, error))
        return false;
    if (flags & VIR_DOMAIN_AFFECT_LIVE) {
        amend_refuse_live(error);
        return false;
    }
    return amend(driver, guest, flags, amendment, error);
}

/* What makes a change, the flags of its call, and the call's name in libvirt for the error about
 * unknown ones. */
static const struct {
    bool (*make)(Domain *domain, void *user, GError **error);
    const char *call;
    unsigned flags;
} edits[] = {
    [DEVICE_ATTACH] = {attach, "qemuDomainAttachDeviceLiveAndConfig", AFFECT_FLAGS},
    [DEVICE_DETACH] = {detach, "qemuDomainDetachDeviceLiveAndConfig", AFFECT_FLAGS},
    [DEVICE_UPDATE] = {update, "qemuDomainUpdateDeviceFlags",
                       AFFECT_FLAGS | VIR_DOMAIN_DEVICE_MODIFY_FORCE},
};

bool
device_edit(Driver *driver, Guest *guest, const DeviceRequest *wanted, unsigned flags,
            GError **error)
{
    DeviceEdit edit = wanted->edit;
    EditRequest request = {driver, edit, wanted->xml};
    const Amendment amendment = {.make = edits[edit].make, .user = &request, .is_once = true};

    return flags_check(flags, edits[edit].flags, edits[edit].call, error) &&
           change_next(driver, guest, flags, &amendment, error);
}

bool
device_edit_detach_alias(Driver *driver, Guest *guest, const char *alias, unsigned flags,
                         GError **error)
{
    EditRequest request = {driver, DEVICE_DETACH, alias};
    const Amendment amendment = {.make = detach_alias, .user = &request, .is_once = true};

    return flags_check(flags, AFFECT_FLAGS, "qemuDomainDetachDeviceAliasLiveAndConfig", error) &&
           change_next(driver, guest, flags, &amendment, error);
}
