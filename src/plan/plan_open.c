/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/plan_open.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"

/* Adds @problem (taken) to the report. */
static void
report_take(Report *report, unsigned line, GError *problem)
{
    report_error(report, problem->code, line, "%s", problem->message);
    g_error_free(problem);
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

bool
plan_is_placed_by_qemu(const Plan *plan)
{
    return plan->extension.allocation == ALLOCATION_QEMU;
}

/* QEMU gives slot 0 out as well. */
static bool
take_rules_of_qemu(Plan *plan, Report *report)
{
    if (!plan_is_placed_by_qemu(plan))
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

/* What QEMU had on another machine says nothing. */
static void
take_record(Plan *plan)
{
    const Placement *recorded = plan->extension.placement;

    if (plan_is_placed_by_qemu(plan) && recorded != NULL &&
        g_strcmp0(recorded->machine, plan->context.machine->name) == 0)
        plan->context.recorded = recorded;
}

Plan *
plan_open_domain(const Planner *planner, Domain *domain, Report *report)
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
        .kvm_memory_slots = planner->kvm_memory_slots,
        .dac_label = planner->dac_label,
        .starts_helpers = planner->serves,
        .has_no_sandbox = planner->has_no_sandbox,
        .machine_capabilities = plan->extension.machine.capabilities,
        .takes_host_defaults = plan->extension.machine.defaults == MACHINE_DEFAULTS_HOST,
        .is_dense = plan->extension.packing == PACKING_DENSE,
        .is_papr = plan->extension.profile == PROFILE_PAPR,
    };
    if (!find_machine(planner, plan, report) || !take_rules_of_qemu(plan, report))
        return NULL;
    take_record(plan);
    return g_steal_pointer(&plan);
}
