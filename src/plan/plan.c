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
#include "xml/document.h"

/* Adds @problem (taken) to the report. */
static void
report_take(Report *report, unsigned line, GError *problem)
{
    report_error(report, problem->code, line, "%s", problem->message);
    g_error_free(problem);
}

static Domain *
read_domain(const Planner *planner, const char *text, size_t length, Report *report)
{
    g_autoptr(XmlDocument) document = xml_document_parse(text, length, report);

    if (document == NULL)
        return NULL;
    return domain_parse(xmlDocGetRootElement(document), planner->devices, planner->is_strict,
                        report);
}

/* The caller may override the document. */
static void
apply_overrides(const Planner *planner, Domain *domain)
{
    if (planner->emulator != NULL) {
        g_free(domain->emulator);
        domain->emulator = g_strdup(planner->emulator);
    }
    if (planner->machine != NULL) {
        g_free(domain->os.type.machine);
        domain->os.type.machine = g_strdup(planner->machine);
    }
}

/* A name may contain what a path component cannot.  check() reports that; here the path must only
 * stay below the root. */
static char *
state_directory_of(const Planner *planner, const Domain *domain)
{
    g_autofree char *name = g_strdup_printf("domain-%s", domain->name != NULL ? domain->name : "");

    if (planner->state_directory != NULL)
        return g_strdup(planner->state_directory);
    g_strdelimit(name, "/\n", '_');
    return g_build_filename(planner->state_root, name, NULL);
}

static char *
memory_directory_of(const Planner *planner, const char *state_directory)
{
    g_autofree char *name = g_path_get_basename(state_directory);

    return planner->memory_root != NULL ? g_build_filename(planner->memory_root, name, NULL)
                                        : g_strdup(state_directory);
}

/* Returns: (borrowed) the row of the QEMU that is needed: the row of the machine's name, or the
 * default one of the architecture. */
static const MachineRules *
likely_rules(const Planner *planner, const OsType *type)
{
    const MachineRules *rules = NULL;
    const char *target = os_arch_target(type->arch);

    if (type->machine != NULL)
        rules = machine_rules_find(planner->machines, type->machine);
    if (rules == NULL && target != NULL)
        rules = machine_rules_first(planner->machines, target);
    return rules != NULL ? rules : planner->machines;
}

static bool
is_of_arch(const OsType *type, const MachineRules *rules)
{
    return type->arch == OS_ARCH_NONE || g_str_equal(os_arch_target(type->arch), rules->target);
}

/* Whether the planner takes guests of that architecture, and the machine is one of it. */
static bool
check_architecture(const Planner *planner, const Domain *domain, const MachineRules *rules,
                   Report *report)
{
    const OsType *type = &domain->os.type;

    if (planner->serves && !rules->is_served)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->os.line,
                     _("a guest of architecture '%s' and machine '%s' can be planned by "
                       "'virt-pseries plan', but not kept and run here: use architecture 'ppc64' "
                       "and machine 'pseries'"),
                     rules->target, rules->name);
    else if (!is_of_arch(type, rules))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, domain->os.line,
                     _("machine '%s' is one of architecture '%s', not of '%s'"), type->machine,
                     rules->target, os_arch_target(type->arch));
    else
        return true;
    return false;
}

/* Finds the machine in the QEMU, and its row. */
static bool
resolve_machine(const Planner *planner, Plan *plan, const char *name, GError **error)
{
    DomainContext *context = &plan->context;
    const char *machine = capabilities_resolve_machine(context->capabilities, name, error);
    g_autofree char *known = NULL;

    if (machine == NULL)
        return false;
    context->rules = machine_rules_find(planner->machines, machine);
    if (context->rules != NULL) {
        context->machine = capabilities_machine(context->capabilities, machine, error);
        return context->machine != NULL;
    }
    known = machine_rules_names(planner->machines);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("machine '%s' is not of a type whose buses are known here: use one of %s"),
                machine, known);
    return false;
}

/* Finds the QEMU and its machine, without which nothing can be planned. */
static bool
find_machine(const Planner *planner, Plan *plan, Report *report)
{
    const Domain *domain = plan->domain;
    const OsType *type = &domain->os.type;
    const MachineRules *likely = likely_rules(planner, type);
    const char *emulator = domain->emulator != NULL ? domain->emulator : likely->emulator;
    const char *name = type->machine;
    GError *problem = NULL;

    if (!check_architecture(planner, domain, likely, report))
        return false;
    plan->context.capabilities = planner->capabilities(planner->user, emulator, &problem);
    if (plan->context.capabilities == NULL) {
        report_take(report, 0, problem);
        return false;
    }
    if (name == NULL)
        name = likely->alias != NULL ? likely->alias : likely->name;
    if (resolve_machine(planner, plan, name, &problem))
        return true;
    report_take(report, domain->os.line, problem);
    return false;
}

static void
warn_of_capabilities(const Plan *plan, Report *report)
{
    const char *const *warnings = capabilities_warnings(plan->context.capabilities);

    for (size_t i = 0; warnings != NULL && warnings[i] != NULL; i++)
        report_warning(report, 0, "%s", warnings[i]);
}

static bool
is_placed_by_qemu(const Plan *plan)
{
    return plan->extension.allocation == ALLOCATION_QEMU;
}

/* QEMU gives slot 0 out as well. */
static bool
take_rules_of_qemu(Plan *plan, Report *report)
{
    if (!is_placed_by_qemu(plan))
        return true;
    if (!plan->context.rules->has_papr) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, plan->domain->os.line,
                     _("allocation='qemu' of <pseries:pci> is for pseries guests, not for machine "
                       "'%s': use 'driver'"),
                     plan->context.machine->name);
        return false;
    }
    if (plan->extension.reserves_slot_zero != TRISTATE_YES) {
        plan->own_rules = machine_rules_from_slot_zero(plan->context.rules);
        plan->context.rules = plan->own_rules;
    }
    return true;
}

/* Returns: (owned, nullable) the plan of @domain (taken) as far as its machine. */
static Plan *
open_domain(const Planner *planner, Domain *domain, Report *report)
{
    g_autoptr(Plan) plan = g_new0(Plan, 1);

    plan->domain = domain;
    apply_overrides(planner, plan->domain);
    plan->state_directory = state_directory_of(planner, plan->domain);
    plan->memory_directory = memory_directory_of(planner, plan->state_directory);
    plan->extension = extension_read(plan->domain->metadata, plan->domain->line, report);
    plan->context = (DomainContext){
        .state_directory = plan->state_directory,
        .memory_directory = plan->memory_directory,
        .sysfs = planner->sysfs,
        .starts_helpers = planner->serves,
        .has_no_sandbox = planner->has_no_sandbox,
        .is_dense = plan->extension.packing == PACKING_DENSE,
        .is_papr = plan->extension.profile == PROFILE_PAPR,
    };
    if (!find_machine(planner, plan, report) || !take_rules_of_qemu(plan, report))
        return NULL;
    return g_steal_pointer(&plan);
}

Plan *
plan_open(const Planner *planner, const char *text, size_t length, Report *report)
{
    Domain *domain = read_domain(planner, text, length, report);

    return domain != NULL ? open_domain(planner, domain, report) : NULL;
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
        is_placed_by_qemu(plan) ? open_places_stated(plan->domain) : NULL;

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
    return plan_whole(planner, open_domain(planner, domain, report), report);
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
