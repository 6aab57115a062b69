/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/drawing.h"
#include "cli/inventory.h"
#include "cli/json_member.h"

/* The members that every device has, on any bus. */
static void
add_device(JsonBuilder *builder, const Device *device, const char *model)
{
    json_member_string(builder, "device", device_name(device));
    json_member_string(builder, "model", model);
    json_member_string(builder, "id", device->id);
}

static void
add_function(JsonBuilder *builder, const TopologyFunction *function)
{
    json_member_number(builder, "slot", function->slot);
    json_member_number(builder, "function", function->function);
    add_device(builder, function->device, function->model);
    json_member_string(builder, "address", function->address);
    json_member_string(builder, "guest_address", function->guest_address);
    json_member_number(builder, "config_bytes", function->config_bytes);
}

/* Adds a bus's members: its own data and its functions. */
static void
add_bus(JsonBuilder *builder, const TopologyBus *bus)
{
    json_member_number(builder, "guest_bus", bus->guest_bus);
    json_member_string(builder, "bus", bus->name);
    json_member_begin_list(builder, "devices");
    for (unsigned i = 0; i < bus->functions->len; i++) {
        const TopologyFunction *function = g_ptr_array_index(bus->functions, i);

        json_builder_begin_object(builder);
        add_function(builder, function);
        if (function->behind != NULL) {
            json_member_begin_object(builder, "bridge");
            json_member_number(builder, "index", function->behind->index);
            add_bus(builder, function->behind);
            json_builder_end_object(builder);
        }
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
add_phbs(JsonBuilder *builder, const Topology *topology)
{
    json_member_begin_list(builder, "phbs");
    for (unsigned i = 0; i < topology->phbs->len; i++) {
        const TopologyBus *bus = g_ptr_array_index(topology->phbs, i);

        json_builder_begin_object(builder);
        json_member_number(builder, "index", bus->domain);
        json_member_number(builder, "controller", bus->index);
        json_member_number(builder, "guest_domain", bus->domain);
        add_bus(builder, bus);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

static void
add_vio(JsonBuilder *builder, const Topology *topology)
{
    g_autoptr(GArray) vio_devices = inventory_vio(topology);

    json_member_begin_list(builder, "vio");
    for (unsigned i = 0; i < vio_devices->len; i++) {
        const VioDevice *vio = &g_array_index(vio_devices, VioDevice, i);

        json_builder_begin_object(builder);
        add_device(builder, vio->device, vio->model);
        json_member_number(builder, "reg", vio->reg);
        json_builder_end_object(builder);
    }
    json_builder_end_array(builder);
}

char *
drawing_json(const Topology *topology)
{
    const MachineFacts *machine = topology->plan->context.machine;
    g_autoptr(JsonBuilder) builder = json_builder_new();

    json_builder_begin_object(builder);
    json_member_string(builder, "name", topology->plan->domain->name);
    json_member_string(builder, "machine", machine != NULL ? machine->name : NULL);
    json_member_string(builder, "packing", topology->plan->context.is_dense ? "dense" : "default");
    add_phbs(builder, topology);
    add_vio(builder, topology);
    json_builder_end_object(builder);
    return json_member_finish(builder);
}
