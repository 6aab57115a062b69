/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/expectation.h"

#include <inttypes.h>
#include <string.h>

#include "domain/domain_walk.h"
#include "plan/command.h"
#include "qemu/qmp_member.h"

static const char phb_type[] = "spapr-pci-host-bridge";
static const char nvram_type[] = "spapr-nvram";
static const char first_root_bus[] = "pci.0";

enum { MAX_DEPTH = 64 }; /* of bridges behind bridges */

/* QEMU's short names of types, of those that we use, and what it calls them itself. */
static const struct {
    const char *name, *type;
} aliases[] = {
    {"ahci", "ich9-ahci"},
    {"lsi", "lsi53c895a"},
};

/* The guest's host bridges by QEMU's names of their buses. */
typedef struct {
    const Domain *domain;
    const DomainContext *context;
    Placement *placement;
    GHashTable *root_buses; /* name (owned) -> PlacementPhb * */
} Expectation;

/* Returns: (borrowed, nullable) the type of the machine's host bridges. */
static const char *
root_type(const DomainContext *context)
{
    return context->rules->buses->type;
}

static OptionalUint
uint_of(JsonObject *options, const char *name)
{
    int64_t number = qmp_member_int(options, name, 0, INT64_MAX, -1);

    return number >= 0 ? OPTIONAL_UINT((uint64_t)number) : (OptionalUint){0, false};
}

static Tristate
flag_of(JsonObject *options, const char *name, Tristate otherwise)
{
    bool flag = false;

    if (!qmp_value_bool(qmp_member(options, name), &flag))
        return otherwise;
    return flag ? TRISTATE_YES : TRISTATE_NO;
}

static char *
text_of(JsonObject *options, const char *name)
{
    return g_strdup(qmp_member_string(options, name, NULL));
}

/* ---- machine ---- */

/* "64k" -> "65536".  Returns: (owned) the value as QEMU tells it. */
static char *
told_value(const char *value)
{
    char *end = NULL;
    guint64 number = g_ascii_strtoull(value, &end, 10);

    if (end == value || strcmp(end, "k") != 0)
        return g_strdup(value);
    return g_strdup_printf("%" PRIu64, (uint64_t)number * 1024);
}

static void
add_capability(const char *name, const char *value, void *user)
{
    placement_add_capability(user, name)->value = told_value(value);
}

/* A core's id is that of its first thread. */
static void
add_cores(const Domain *domain, Placement *placement)
{
    OptionalUint threads = domain->cpu->topology.threads;
    uint64_t step = threads.is_set && threads.value > 0 ? threads.value : 1;

    for (uint64_t id = 0; id < vcpus_n_at_start(domain); id += step)
        placement_add_core(placement)->id = OPTIONAL_UINT(id);
}

/* ---- host bridges ---- */

/* Returns: whether the switch @name of a host bridge with @options (nullable) is on; not given for
 * a QEMU whose host bridges have no such property. */
static Tristate
phb_switch(const Expectation *expectation, JsonObject *options, const char *name, bool otherwise)
{
    if (!capabilities_has_phb_property(expectation->context->capabilities, name))
        return TRISTATE_ABSENT;
    return flag_of(options, name, otherwise ? TRISTATE_YES : TRISTATE_NO);
}

/* @options: of its part; NULL for the one that the machine has by itself.  What the document hands
 * QEMU past us may be defaults of host bridges. */
static void
add_phb(Expectation *expectation, JsonObject *options, const char *id)
{
    const MachineFacts *facts = expectation->context->machine;
    PlacementPhb *phb = placement_add_phb(expectation->placement);
    char *bus = options != NULL ? g_strdup_printf("%s.0", id) : g_strdup(first_root_bus);

    g_hash_table_insert(expectation->root_buses, bus, phb);
    phb->index = options != NULL ? uint_of(options, "index") : OPTIONAL_UINT(0);
    if (expectation->placement->is_partial)
        return;
    if (capabilities_has_phb_property(expectation->context->capabilities, "numa_node"))
        phb->node = (OptionalInt){qmp_member_int(options, "numa_node", 0, UINT32_MAX, -1), true};
    phb->has_extended_config_space =
        phb_switch(expectation, options, "pcie-extended-configuration-space",
                   facts->has_extended_config_space);
    phb->has_dynamic_reconfiguration = phb_switch(expectation, options, "dynamic-reconfiguration",
                                                  facts->has_dynamic_reconfiguration);
    phb->has_dynamic_dma_windows = phb_switch(expectation, options, "ddw", facts->has_ddw);
}

/* ---- devices ---- */

/* "0x1.0x2" or "0x1". */
static void
write_pci(PlacementDevice *device, const char *address, const Expectation *expectation,
          JsonObject *options)
{
    char *end = NULL;
    bool has_papr = expectation->context->rules->has_papr;
    /* QEMU gives it virtual functions, and the bit with them. */
    bool is_igb = g_str_equal(qmp_member_string(options, "driver", ""), "igb");

    device->slot = OPTIONAL_UINT(g_ascii_strtoull(address, &end, 0));
    device->function = OPTIONAL_UINT(*end == '.' ? g_ascii_strtoull(end + 1, NULL, 0) : 0);
    device->is_multifunction = flag_of(options, "multifunction",
                                       is_igb     ? TRISTATE_YES
                                       : has_papr ? TRISTATE_NO
                                                  : TRISTATE_ABSENT);
}

static void
write_rom(PlacementDevice *device, JsonObject *options)
{
    const char *file = qmp_member_string(options, "romfile", NULL);

    if (qmp_member_int(options, "rombar", 0, 1, 1) == 0)
        device->has_rom = TRISTATE_NO;
    else if (file != NULL)
        device->has_rom = file[0] != '\0' ? TRISTATE_YES : TRISTATE_NO;
}

/* Returns: (owned) the type that QEMU tells of a device that it is given as @driver. */
static char *
told_type(const char *driver)
{
    for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++)
        if (g_str_equal(driver, aliases[i].name))
            return g_strdup(aliases[i].type);
    return g_strdup(driver);
}

/* Returns: (borrowed, nullable) the options of the memory that a module of the same device is made
 * of. */
static JsonObject *
memory_of(const PartList *parts, const char *id)
{
    for (unsigned i = 0; i < part_list_n(parts); i++) {
        const Part *part = part_list_get(parts, i);

        if (part->class == PART_OBJECT &&
            g_strcmp0(qmp_member_string(part->options, "id", NULL), id) == 0)
            return part->options;
    }
    return NULL;
}

/* Of an NVDIMM the label is no memory of the guest's. */
static void
write_memory(PlacementDevice *device, const PartList *parts, JsonObject *options)
{
    JsonObject *memory = memory_of(parts, qmp_member_string(options, "memdev", NULL));
    OptionalUint size = uint_of(memory, "size");
    OptionalUint label = uint_of(options, "label-size");

    device->address = uint_of(options, "addr");
    device->slot = uint_of(options, "slot");
    device->node = uint_of(options, "node");
    if (size.is_set && size.value >= label.value)
        device->size = OPTIONAL_UINT(size.value - label.value);
}

static bool
is_memory_module(const char *type)
{
    return g_str_equal(type, "pc-dimm") || g_str_equal(type, "nvdimm");
}

static void
add_device(Expectation *expectation, const PartList *parts, JsonObject *options)
{
    PlacementDevice *device = placement_add_device(expectation->placement);
    const char *address = qmp_member_string(options, "addr", NULL);

    device->type = told_type(qmp_member_string(options, "driver", ""));
    device->id = text_of(options, "id");
    device->bus = text_of(options, "bus");
    device->reg = uint_of(options, "reg");
    device->channel = uint_of(options, "channel");
    device->target = uint_of(options, "scsi-id");
    device->lun = uint_of(options, "lun");
    device->port_number = uint_of(options, "nr");
    device->chassis = uint_of(options, "chassis_nr");
    device->port = text_of(options, "port");
    device->mac = text_of(options, "mac");
    write_rom(device, options);
    if (address != NULL)
        write_pci(device, address, expectation, options);
    if (is_memory_module(device->type))
        write_memory(device, parts, options);
}

static void
add_part(Expectation *expectation, const PartList *parts, JsonObject *options)
{
    const char *type = qmp_member_string(options, "driver", "");

    if (g_str_equal(type, phb_type))
        add_phb(expectation, options, qmp_member_string(options, "id", ""));
    else if (g_strcmp0(type, root_type(expectation->context)) != 0)
        add_device(expectation, parts, options);
}

/* The only default that we state is the place of the NVRAM, which the machine makes itself. */
static void
take_default(PlacementDevice *nvram, JsonObject *options)
{
    const char *value = qmp_member_string(options, "value", "");

    if (g_str_equal(qmp_member_string(options, "driver", ""), nvram_type) &&
        g_str_equal(qmp_member_string(options, "property", ""), "reg"))
        nvram->reg = OPTIONAL_UINT(g_ascii_strtoull(value, NULL, 0));
}

/* Returns: (borrowed, nullable) the NVRAM of a machine that has one. */
static PlacementDevice *
add_board(Expectation *expectation)
{
    PlacementDevice *nvram = NULL;

    if (!expectation->context->rules->has_papr)
        return NULL;
    add_phb(expectation, NULL, NULL);
    nvram = placement_add_device(expectation->placement);
    nvram->type = g_strdup(nvram_type);
    return nvram;
}

static void
add_devices(Expectation *expectation)
{
    PlacementDevice *nvram = add_board(expectation);

    DOMAIN_EACH_DEVICE(const Device, device, expectation->domain) {
        g_autoptr(PartList) parts = part_list_new();

        command_write_parts(device, expectation->domain, expectation->context, parts);
        for (unsigned i = 0; i < part_list_n(parts); i++) {
            const Part *part = part_list_get(parts, i);

            if (part->class == PART_DEVICE)
                add_part(expectation, parts, part->options);
            if (part->class == PART_GLOBAL && nvram != NULL)
                take_default(nvram, part->options);
        }
    }
}

/* Says which host bridge is above @device, whose bus is that of a bridge or of a host bridge, which
 * its index names. */
static void
find_phb(const Expectation *expectation, PlacementDevice *device)
{
    const PlacementDevice *owner = device;
    const PlacementPhb *phb = NULL;

    for (unsigned depth = 0; owner != NULL && owner->bus != NULL && depth < MAX_DEPTH; depth++) {
        phb = g_hash_table_lookup(expectation->root_buses, owner->bus);
        if (phb != NULL)
            break;
        owner = placement_find_device(expectation->placement, owner->bus);
    }
    if (phb != NULL)
        device->phb = phb->index;
}

static void
find_phbs(const Expectation *expectation)
{
    const GPtrArray *devices = expectation->placement->devices;

    for (unsigned i = 0; devices != NULL && i < devices->len; i++) {
        PlacementDevice *device = g_ptr_array_index(devices, i);

        if (device->function.is_set)
            find_phb(expectation, device);
    }
    for (unsigned i = 0; devices != NULL && i < devices->len; i++) {
        PlacementDevice *device = g_ptr_array_index(devices, i);

        if (device->bus != NULL && g_hash_table_contains(expectation->root_buses, device->bus))
            g_clear_pointer(&device->bus, g_free);
    }
}

Placement *
expectation_of(const Domain *domain, const DomainContext *context)
{
    g_autoptr(GHashTable) root_buses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const GPtrArray *handed_over = domain->qemu_command_line.arguments;
    Expectation expectation = {domain, context, placement_new(), root_buses};

    expectation.placement->is_partial =
        !context->rules->has_papr || (handed_over != NULL && handed_over->len > 0);
    expectation.placement->machine = g_strdup(context->machine->name);
    features_visit_capabilities(domain, context, add_capability, expectation.placement);
    add_cores(domain, expectation.placement);
    add_devices(&expectation);
    find_phbs(&expectation);
    placement_sort(expectation.placement);
    return expectation.placement;
}
