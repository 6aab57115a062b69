/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/controller_pci.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "address/pci_buses.h"
#include "devices/controller_xml.h"
#include "domain/domain_walk.h"

/* libvirt numbers expander buses from here downwards in steps of two. */
enum { FIRST_BUS_NR = 254, BUS_NR_STEP = 2, MAX_PORT = 255 };

static const char *
model_name(const Controller *controller)
{
    const char *name = controller_model_names.names[controller->model];

    return name != NULL ? name : "";
}

const BusRule *
controller_bus_rule(const Controller *controller, const MachineRules *rules)
{
    return machine_bus_rule(rules, controller_model_names.names[controller->model]);
}

void
controller_set_bus_rule(Controller *controller, const BusRule *rule)
{
    controller->model = (ControllerModel)name_table_value(&controller_model_names, rule->model);
}

/* Returns: (borrowed, nullable) another controller with that chassis number. */
static const Controller *
chassis_owner(const Domain *domain, const Controller *controller, uint64_t chassis)
{
    DOMAIN_EACH(const Controller, other, domain, &controller_kind) {
        if (other->type == CONTROLLER_PCI && other != controller && other->target.chassis.is_set &&
            other->target.chassis.value == chassis)
            return other;
    }
    return NULL;
}

/* The index, as in libvirt, unless another controller has that number. */
static OptionalUint
free_chassis(const Domain *domain, const Controller *controller)
{
    uint64_t chassis = controller->index.value;

    while (chassis_owner(domain, controller, chassis) != NULL)
        chassis++;
    return OPTIONAL_UINT(chassis);
}

void
controller_pci_complete(Controller *controller, const Domain *domain, const MachineRules *rules)
{
    const BusRule *rule = NULL;

    if (controller->model == CONTROLLER_MODEL_ABSENT)
        controller_set_bus_rule(controller, rules->buses);
    rule = controller_bus_rule(controller, rules);
    if (rule == NULL)
        return;
    if (rule->is_unnamed)
        controller->pci_type = rule->type;
    else if (controller->pci_model.name == NULL)
        controller->pci_model.name = g_strdup(rule->type);
    if (rule->numbers == BUS_NUMBERS_CHASSIS_NR && !controller->target.chassis_nr.is_set)
        controller->target.chassis_nr = controller->index;
    if (rule->numbers == BUS_NUMBERS_CHASSIS_PORT && !controller->target.chassis.is_set)
        controller->target.chassis = free_chassis(domain, controller);
    if (rule->numbers == BUS_NUMBERS_INDEX && controller->index.value == 0 &&
        !controller->target.index.is_set)
        controller->target.index = OPTIONAL_UINT(0);
}

/* Returns: the number of the next expander bus. */
static uint64_t
next_bus_nr(const Domain *domain)
{
    uint64_t next = FIRST_BUS_NR;

    DOMAIN_EACH(const Controller, controller, domain, &controller_kind)
        if (controller->type == CONTROLLER_PCI && controller->target.bus_nr.is_set)
            next = MIN(next, controller->target.bus_nr.value - BUS_NR_STEP);
    return next;
}

/* Ports in one slot need different numbers. */
static uint64_t
port_of(const Address *address, const BusRule *rule)
{
    return rule->shares_slots ? address->slot.value * BUS_FUNCTIONS + address->function.value
                              : address->slot.value;
}

void
controller_number_buses(Domain *domain, const MachineRules *rules)
{
    DOMAIN_EACH(Controller, controller, domain, &controller_kind) {
        const BusRule *rule =
            controller->type == CONTROLLER_PCI ? controller_bus_rule(controller, rules) : NULL;

        if (rule == NULL)
            continue;
        if (rule->numbers == BUS_NUMBERS_BUS_NR && !controller->target.bus_nr.is_set)
            controller->target.bus_nr = OPTIONAL_UINT(next_bus_nr(domain));
        if (rule->numbers == BUS_NUMBERS_CHASSIS_PORT && !controller->target.port.is_set)
            controller->target.port = OPTIONAL_UINT(port_of(&controller->device.address, rule));
    }
}

/* ---- checks ---- */

bool
controller_pci_check_first(const Controller *controller, const MachineRules *rules, Report *report)
{
    if (controller->type != CONTROLLER_PCI || !controller->index.is_set ||
        controller->index.value != 0 || controller_bus_rule(controller, rules) == rules->buses)
        return true;
    report_error(report, VIR_ERR_XML_ERROR, controller->device.line,
                 _("The PCI controller with index='0' must be model='%s' for this machine "
                   "type, but model='%s' was found instead"),
                 rules->buses->model, model_name(controller));
    return false;
}

/* Returns: (static) a model of the machine with such numbers; @usual if there is none. */
static const char *
owner_of(BusNumbers numbers, const char *usual, const MachineRules *rules)
{
    for (const BusRule *rule = rules->buses; rule->model != NULL; rule++)
        if (rule->numbers == numbers)
            return rule->model;
    return usual;
}

/* A setting without effect is an error, so that nobody relies on it. */
static void
check_numbers(const Controller *controller, const MachineRules *rules, Report *report)
{
    const BusRule *rule = controller_bus_rule(controller, rules);
    const ControllerTarget *target = &controller->target;
    const struct {
        bool is_given;
        BusNumbers numbers;
        const char *name, *owner;
    } numbers[] = {
        {target->index.is_set, BUS_NUMBERS_INDEX, "<target index>", "pci-root"},
        {target->node.is_set, BUS_NUMBERS_INDEX, "<target><node>", "pci-root"},
        {target->chassis_nr.is_set, BUS_NUMBERS_CHASSIS_NR, "<target chassisNr>", "pci-bridge"},
        {target->chassis.is_set, BUS_NUMBERS_CHASSIS_PORT, "<target chassis>", "pcie-root-port"},
        {target->port.is_set, BUS_NUMBERS_CHASSIS_PORT, "<target port>", "pcie-root-port"},
        {target->hotplug != TRISTATE_ABSENT, BUS_NUMBERS_CHASSIS_PORT, "<target hotplug>",
         "pcie-root-port"},
        {target->bus_nr.is_set, BUS_NUMBERS_BUS_NR, "<target busNr>", "pcie-expander-bus"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (numbers[i].is_given && numbers[i].numbers != rule->numbers)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, controller->device.line,
                         _("'%s' is only supported by %s controllers: take it away from %s '%u' of "
                           "model '%s'"),
                         numbers[i].name, owner_of(numbers[i].numbers, numbers[i].owner, rules),
                         controller_type_names.names[controller->type],
                         (unsigned)controller->index.value, model_name(controller));
    if (target->port.value > MAX_PORT)
        report_error(report, VIR_ERR_XML_ERROR, controller->device.line,
                     _("PCI controller target port '0x%x' out of range - must be 0-0xff"),
                     (unsigned)target->port.value);
}

/* QEMU identifies PCI Express slots by it. */
static void
check_chassis(const Controller *controller, const Domain *domain, Report *report)
{
    OptionalUint chassis = controller->target.chassis;
    const Controller *other =
        chassis.is_set ? chassis_owner(domain, controller, chassis.value) : NULL;

    if (other != NULL && other->index.value < controller->index.value)
        report_error(report, VIR_ERR_XML_ERROR, controller->device.line,
                     _("PCI controllers '%u' and '%u' have the same <target chassis='%u'>: each "
                       "needs its own"),
                     (unsigned)other->index.value, (unsigned)controller->index.value,
                     (unsigned)chassis.value);
}

static void
check_node(const Controller *controller, const Domain *domain, const DomainContext *context,
           Report *report)
{
    const GPtrArray *cells = domain->cpu != NULL ? domain->cpu->numa.cells : NULL;
    unsigned n_cells = cells != NULL ? cells->len : 0;
    unsigned line = controller->device.line;

    if (!controller->target.node.is_set)
        return;
    if (controller->index.value == 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("The PCI controller with index=0 can't be associated with a NUMA node"));
    else if (controller->target.node.value >= n_cells)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, line,
            _("pci-root with index %u is configured for a NUMA node (%u) not present in the "
              "domain's <cpu><numa> array"),
            (unsigned)controller->index.value, (unsigned)controller->target.node.value);
    else if (!controller_bus_rule(controller, context->rules)->has_numa_node ||
             !capabilities_has_phb_property(context->capabilities, "numa_node"))
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("this QEMU cannot put a PCI controller on a NUMA node: take <node> away"));
}

static void
check_root(const Controller *controller, const BusRule *rule, Report *report)
{
    unsigned line = controller->device.line;

    if (controller->device.address.type != ADDRESS_NONE)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("pci-root and pcie-root controllers should not have an address: its target "
                       "index says which PHB it is"));
    if (rule->numbers != BUS_NUMBERS_INDEX && controller->index.value != 0)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("the machine has one '%s', whose index is 0, and not '%u'"), rule->model,
                     (unsigned)controller->index.value);
    if (controller->target.index.is_set &&
        (controller->index.value == 0) != (controller->target.index.value == 0))
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, line,
            _("Only the PCI controller with index 0 can have target index 0, and vice versa: "
              "controller '%u' has target index '%u'"),
            (unsigned)controller->index.value, (unsigned)controller->target.index.value);
}

void
controller_pci_check(const Controller *controller, const Domain *domain,
                     const DomainContext *context, Report *report)
{
    const BusRule *rule = controller_bus_rule(controller, context->rules);
    const char *name = controller->pci_model.name;

    check_numbers(controller, context->rules, report);
    check_chassis(controller, domain, report);
    check_node(controller, domain, context, report);
    if (name != NULL && g_strcmp0(name, rule->type) != 0 && g_strcmp0(name, rule->other_type) != 0)
        report_error(
            report, VIR_ERR_CONFIG_UNSUPPORTED, controller->device.line,
            _("PCI controller model name '%s' is not valid for a %s controller: it is '%s'"), name,
            model_name(controller), rule->type != NULL ? rule->type : "");
    if (machine_bus_is_root(rule))
        check_root(controller, rule, report);
}
