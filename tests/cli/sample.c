/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "sample.h"

struct Sample {
    Domain domain;
    MachineFacts machine;
    Plan plan;
    Topology topology;
};

static AddressNeed
thing_need(const Device *device, const Domain *domain, const DomainContext *context)
{
    (void)domain;
    (void)context;
    return (AddressNeed){.type = device->address.type, .model = "spapr-vty"};
}

static const XmlBinding thing_binding = {.element = "thing", .size = sizeof(Device)};
static const DeviceKind thing_kind = {.binding = &thing_binding, .need = thing_need};

static void
thing_free(gpointer data)
{
    Device *device = data;

    g_free(device->id);
    g_free(device);
}

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
bus_new(unsigned index)
{
    TopologyBus *bus = g_new0(TopologyBus, 1);

    bus->index = index;
    bus->model = "spapr-pci-host-bridge";
    bus->name = g_strdup_printf("pci.%u.0", index);
    bus->functions = g_ptr_array_new_with_free_func(function_free);
    return bus;
}

static Device *
thing_new(Sample *sample, const char *id)
{
    Device *device = g_new0(Device, 1);

    device->kind = &thing_kind;
    device->id = g_strdup(id);
    g_ptr_array_add(sample->domain.devices, device);
    return device;
}

Sample *
sample_new(const char *name)
{
    Sample *sample = g_new0(Sample, 1);

    sample->domain.name = g_strdup(name);
    sample->domain.devices = g_ptr_array_new_with_free_func(thing_free);
    sample->machine.name = g_strdup("pseries-7.2");
    sample->plan.domain = &sample->domain;
    sample->plan.context.machine = &sample->machine;
    sample->plan.context.rules = machine_rules;
    sample->topology.plan = &sample->plan;
    sample->topology.phbs = g_ptr_array_new_with_free_func(bus_free);
    return sample;
}

void
sample_free(Sample *sample)
{
    if (sample == NULL)
        return;
    g_ptr_array_unref(sample->topology.phbs);
    g_ptr_array_unref(sample->domain.devices);
    g_free(sample->domain.name);
    g_free(sample->machine.name);
    g_free(sample);
}

const Topology *
sample_topology(const Sample *sample)
{
    return &sample->topology;
}

TopologyBus *
sample_phb(Sample *sample, unsigned index)
{
    TopologyBus *bus = bus_new(index);

    bus->domain = index;
    g_ptr_array_add(sample->topology.phbs, bus);
    return bus;
}

TopologyFunction *
sample_function(Sample *sample, TopologyBus *bus, unsigned slot, const char *model, const char *id)
{
    TopologyFunction *function = g_new0(TopologyFunction, 1);

    function->device = thing_new(sample, id);
    function->model = model;
    function->slot = slot;
    function->address = g_strdup_printf("0000:%02x:%02x.0", bus->index, slot);
    function->guest_address =
        g_strdup_printf("%04x:%02x:%02x.0", bus->domain, bus->guest_bus, slot);
    function->config_bytes = g_str_equal(model, "e1000e") ? 4096 : 256;
    g_ptr_array_add(bus->functions, function);
    return function;
}

TopologyBus *
sample_bridge(TopologyFunction *function, unsigned index)
{
    function->behind = bus_new(index);
    function->behind->guest_bus = 1;
    return function->behind;
}

void
sample_vio(Sample *sample, unsigned reg, const char *id)
{
    Device *device = thing_new(sample, id);

    device->address.type = ADDRESS_SPAPR_VIO;
    device->address.reg = OPTIONAL_UINT(reg);
}
