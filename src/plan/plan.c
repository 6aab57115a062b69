/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/plan.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "domain/device_names.h"
#include "domain/domain_walk.h"
#include "plan/check.h"
#include "plan/command.h"
#include "plan/complete.h"
#include "plan/place.h"
#include "plan/place_by_qemu.h"
#include "plan/plan_open.h"
#include "xml/document.h"

static Domain *
read_domain(const Planner *planner, const char *text, size_t length, Report *report)
{
    g_autoptr(XmlDocument) document = xml_document_parse(text, length, report);

    if (document == NULL)
        return NULL;
    return domain_parse(xmlDocGetRootElement(document), planner->devices, planner->is_strict,
                        report);
}

static void
warn_of_capabilities(const Plan *plan, Report *report)
{
    const char *const *warnings = capabilities_warnings(plan->context.capabilities);

    for (size_t i = 0; warnings != NULL && warnings[i] != NULL; i++)
        report_warning(report, 0, "%s", warnings[i]);
}

Plan *
plan_open(const Planner *planner, const char *text, size_t length, Report *report)
{
    Domain *domain = read_domain(planner, text, length, report);
    g_autoptr(Plan) plan = domain != NULL ? plan_open_domain(planner, domain, report) : NULL;

    if (plan != NULL)
        plan->context.is_new = !planner->is_kept;
    return g_steal_pointer(&plan);
}

static void
have_qemu_place(Plan *plan, const PlaceStates *stated, const Planner *planner, Report *report)
{
    g_autoptr(GHashTable) open = open_places_find(plan->domain, stated, &plan->context);

    place_by_qemu(plan, planner, open, report);
    if (report_n_errors(report) == 0)
        place_by_qemu_warn(plan->domain, report);
}

/* Completes the guest and all devices except those in @planned (nullable), then checks and places
 * everything. */
static bool
settle(Plan *plan, GHashTable *planned, const Planner *planner, Report *report)
{
    const DeviceKind *const *kinds = planner->devices->kinds;
    g_autoptr(GHashTable) stated =
        plan_is_placed_by_qemu(plan) ? open_places_stated(plan->domain) : NULL;

    complete_guest(plan->domain, kinds, &plan->context, report);
    complete_devices(plan->domain, planned, kinds, &plan->context, report);
    check(plan->domain, kinds, &plan->context, report);
    if (stated != NULL)
        open_places_prepare(plan->domain, stated);
    if (report_n_errors(report) == 0)
        place(plan->domain, kinds, &plan->context, report);
    if (report_n_errors(report) == 0 && stated != NULL)
        have_qemu_place(plan, stated, planner, report);
    return report_n_errors(report) == 0;
}

/* Returns: (owned, nullable) @opened (nullable, taken), planned. */
static Plan *
plan_whole(const Planner *planner, Plan *opened, Report *report)
{
    g_autoptr(Plan) plan = opened;

    if (plan == NULL)
        return NULL;
    warn_of_capabilities(plan, report);
    if (!settle(plan, NULL, planner, report))
        return NULL;
    return g_steal_pointer(&plan);
}

Plan *
plan_document(const Planner *planner, const char *text, size_t length, Report *report)
{
    return plan_whole(planner, plan_open(planner, text, length, report), report);
}

Plan *
plan_domain(const Planner *planner, Domain *domain, Report *report)
{
    device_names_forget(domain);
    return plan_whole(planner, plan_open_domain(planner, domain, report), report);
}

/* Adds the device in @text to @plan, whose domain may be changed.  Returns: (owned, nullable) the
 * new devices. */
static GPtrArray *
add_device(Plan *plan, const Planner *planner, XmlDocument *document, Report *report)
{
    Device *device = domain_parse_device(document, planner->devices, planner->is_strict, report);
    g_autoptr(GHashTable) old = g_hash_table_new(NULL, NULL);
    GPtrArray *added = NULL;

    if (device == NULL)
        return NULL;
    DOMAIN_EACH_DEVICE(Device, one, plan->domain)
        g_hash_table_add(old, one);
    domain_add_device(plan->domain, device);
    if (report_n_errors(report) > 0 || !settle(plan, old, planner, report))
        return NULL;
    command_number(plan->domain);
    device_names_assign(plan->domain);
    added = g_ptr_array_new();
    DOMAIN_EACH_DEVICE(Device, one, plan->domain)
        if (!g_hash_table_contains(old, one))
            g_ptr_array_add(added, one);
    command_sort(added, plan->domain);
    return added;
}

GPtrArray *
plan_add_device(Plan *plan, const Planner *planner, const char *text, size_t length, Report *report)
{
    g_autoptr(XmlDocument) document = xml_document_parse(text, length, report);
    Domain *before = plan->domain;
    bool is_dense = plan->context.is_dense;
    GPtrArray *added = NULL;

    if (document == NULL)
        return NULL;
    /* QEMU refuses a function of a slot whose function 0 a running guest has. */
    plan->context.is_dense = is_dense && !before->id.is_set;
    command_number(before);
    device_names_assign(before);
    plan->domain = domain_clone(before);
    added = add_device(plan, planner, document, report);
    plan->context.is_dense = is_dense;
    if (added != NULL) {
        domain_free(before);
    } else {
        domain_free(plan->domain);
        plan->domain = before;
    }
    return added;
}

Device *
plan_remove_device(Plan *plan, Device *device)
{
    guint position = 0;

    if (!g_ptr_array_find(plan->domain->devices, device, &position))
        return NULL;
    device_index_forget(plan->domain->index);
    return g_ptr_array_steal_index(plan->domain->devices, position);
}

void
plan_complete_device(const Planner *planner, const Domain *domain, Device *device, Report *report)
{
    g_autoptr(Plan) plan = plan_open_domain(planner, domain_clone(domain), report);
    g_autoptr(GHashTable) old = g_hash_table_new(NULL, NULL);
    bool is_placed = device->address.type != ADDRESS_NONE;

    if (plan == NULL)
        return;
    complete_guest(plan->domain, planner->devices->kinds, &plan->context, report);
    DOMAIN_EACH_DEVICE(Device, one, plan->domain)
        g_hash_table_add(old, one);
    domain_add_device(plan->domain, device);
    complete_devices(plan->domain, old, planner->devices->kinds, &plan->context, report);
    plan_remove_device(plan, device);
    if (!is_placed)
        xml_binding_clear(&address_binding, &device->address);
}

void
plan_free(Plan *plan)
{
    if (plan == NULL)
        return;
    domain_free(plan->domain);
    extension_clear(&plan->extension);
    g_free(plan->state_directory);
    g_free(plan->memory_directory);
    g_free(plan->own_rules);
    g_free(plan);
}

char *
plan_xml(const Plan *plan)
{
    return domain_format(plan->domain, DOMAIN_XML_SECURE);
}

void
plan_name_devices(Plan *plan)
{
    device_names_assign(plan->domain);
}

Argv *
plan_argv(Plan *plan)
{
    return command_of(plan->domain, &plan->context);
}

JsonArray *
plan_commands(const Plan *plan)
{
    JsonArray *commands = json_array_new();

    DOMAIN_EACH_DEVICE(const Device, device, plan->domain)
        if (device->kind->commands != NULL)
            device->kind->commands(device, commands);
    return commands;
}
