/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/topology.h"

#include <glib/gstdio.h>

#include "address/iommu.h"
#include "devices/controller.h"
#include "devices/controller_model.h"
#include "devices/controller_xml.h"
#include "domain/domain_walk.h"

enum { CONVENTIONAL_CONFIG_BYTES = 256, EXPRESS_CONFIG_BYTES = 4096 };

static void
bus_free(gpointer data)
{
    TopologyBus *bus = data;

    g_ptr_array_unref(bus->functions);
    g_free(bus->name);
    g_free(bus);
}

static void
function_free(gpointer data)
{
    TopologyFunction *function = data;

    if (function->behind != NULL)
        bus_free(function->behind);
    g_free(function->address);
    g_free(function->guest_address);
    g_free(function);
}

static TopologyBus *
bus_new(const Plan *plan, const Controller *controller)
{
    TopologyBus *bus = g_new0(TopologyBus, 1);

    bus->controller = &controller->device;
    bus->model = controller_driver(controller) != NULL
                     ? controller_driver(controller)
                     : controller_model_names.names[controller->model];
    bus->index = (unsigned)controller->index.value;
    bus->domain = (unsigned)controller->target.index.value;
    bus->name = controller_bus_name(plan->domain, CONTROLLER_PCI, controller->index.value);
    bus->functions = g_ptr_array_new_with_free_func(function_free);
    return bus;
}

static const Controller *
as_pci_controller(const Device *device)
{
    const Controller *controller = (const Controller *)(const void *)device;

    return device->kind == &controller_kind && controller->type == CONTROLLER_PCI ? controller
                                                                                  : NULL;
}

/* Returns: (owned) all PCI buses by controller index; the caller must take the buses. */
static GHashTable *
collect_buses(const Plan *plan)
{
    GHashTable *buses = g_hash_table_new(NULL, NULL);

    DOMAIN_EACH(const Controller, controller, plan->domain, &controller_kind) {
        if (controller->type == CONTROLLER_PCI)
            g_hash_table_insert(buses, GSIZE_TO_POINTER(controller->index.value),
                                bus_new(plan, controller));
    }
    return buses;
}

static const BusRule *
rule_of(const Plan *plan, const TopologyBus *bus)
{
    return controller_bus_rule(as_pci_controller(bus->controller), plan->context.rules);
}

/* Other machines than pseries have it on every PCI Express bus. */
static bool
has_extended_space(const Plan *plan, const BusRule *rule)
{
    const MachineFacts *machine = plan->context.machine;

    return rule->is_express && (!machine->is_pseries || machine->has_extended_config_space);
}

/* Whether @device is PCI Express: an emulated one by its type, a passed-through one by the host's
 * device, which has the longer file of its configuration space then.  Where there is no such file,
 * as in a copy of the tree, it is taken for one: nearly all that VFIO passes through are. */
static bool
is_express(const Plan *plan, const Device *device, const char *model)
{
    const HostPciAddress *host =
        device->kind->host_pci != NULL ? device->kind->host_pci(device) : NULL;
    PciClass class = capabilities_pci_class(plan->context.capabilities, model);
    g_autofree char *path = NULL;
    GStatBuf config = {0};

    if (host == NULL)
        return plan->context.rules->plugs[class] == PLUG_EXPRESS;
    path = host_pci_path(plan->context.sysfs, host, "config");
    return g_stat(path, &config) != 0 || config.st_size > CONVENTIONAL_CONFIG_BYTES;
}

static TopologyFunction *
function_new(const Plan *plan, const Device *device, const BusRule *rule)
{
    TopologyFunction *function = g_new0(TopologyFunction, 1);
    AddressNeed need = device->kind->need(device, plan->domain, &plan->context);

    function->device = device;
    function->model = need.model;
    function->slot = (unsigned)device->address.slot.value;
    function->function = (unsigned)device->address.function.value;
    function->address = address_text(&device->address);
    function->config_bytes = is_express(plan, device, need.model) && has_extended_space(plan, rule)
                                 ? EXPRESS_CONFIG_BYTES
                                 : CONVENTIONAL_CONFIG_BYTES;
    return function;
}

static void
hang_device(const Plan *plan, const Device *device, GHashTable *buses)
{
    TopologyBus *bus = NULL;
    TopologyFunction *function = NULL;
    const Controller *bridge = as_pci_controller(device);

    if (device->address.type != ADDRESS_PCI || device->kind->need == NULL)
        return;
    bus = g_hash_table_lookup(buses, GSIZE_TO_POINTER(device->address.bus.value));
    function = function_new(plan, device, rule_of(plan, bus));
    if (bridge != NULL)
        function->behind = g_hash_table_lookup(buses, GSIZE_TO_POINTER(bridge->index.value));
    g_ptr_array_add(bus->functions, function);
}

static int
compare_functions(gconstpointer a, gconstpointer b)
{
    const TopologyFunction *one = *(TopologyFunction *const *)a;
    const TopologyFunction *other = *(TopologyFunction *const *)b;

    return (int)(one->slot * 8 + one->function) - (int)(other->slot * 8 + other->function);
}

static int
compare_phbs(gconstpointer a, gconstpointer b)
{
    const TopologyBus *one = *(TopologyBus *const *)a;
    const TopologyBus *other = *(TopologyBus *const *)b;

    return (int)one->domain - (int)other->domain;
}

/* Sorts a bus and sets the guest addresses of its functions.  @last_bus: the last bus number
 * given. */
static void
enumerate(TopologyBus *bus, unsigned domain, unsigned *last_bus)
{
    bus->domain = domain;
    g_ptr_array_sort(bus->functions, compare_functions);
    for (unsigned i = 0; i < bus->functions->len; i++) {
        TopologyFunction *function = g_ptr_array_index(bus->functions, i);

        function->guest_address = g_strdup_printf("%04x:%02x:%02x.%x", domain, bus->guest_bus,
                                                  function->slot, function->function);
        if (function->behind == NULL)
            continue;
        function->behind->guest_bus = ++*last_bus;
        enumerate(function->behind, domain, last_bus);
    }
}

Topology *
topology_new(const Plan *plan)
{
    g_autoptr(GHashTable) buses = collect_buses(plan);
    Topology *topology = g_new0(Topology, 1);
    GHashTableIter iterator;
    gpointer value = NULL;

    topology->plan = plan;
    topology->phbs = g_ptr_array_new_with_free_func(bus_free);
    DOMAIN_EACH_DEVICE(const Device, device, plan->domain)
        hang_device(plan, device, buses);
    g_hash_table_iter_init(&iterator, buses);
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        TopologyBus *bus = value;

        if (machine_bus_is_root(rule_of(plan, bus)))
            g_ptr_array_add(topology->phbs, bus);
    }
    g_ptr_array_sort(topology->phbs, compare_phbs);
    for (unsigned i = 0; i < topology->phbs->len; i++) {
        TopologyBus *bus = g_ptr_array_index(topology->phbs, i);
        unsigned last_bus = 0;

        enumerate(bus, bus->domain, &last_bus);
    }
    return topology;
}

void
topology_free(Topology *topology)
{
    if (topology == NULL)
        return;
    g_ptr_array_unref(topology->phbs);
    g_free(topology);
}
