/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/command.h"

#include "plan/boot.h"

static void
number_devices(Domain *domain)
{
    g_autoptr(GHashTable) done = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; i < domain->devices->len; i++) {
        const DeviceKind *kind = domain_device(domain, i)->kind;

        if (kind->number_all != NULL && g_hash_table_add(done, (gpointer)kind))
            kind->number_all(domain);
    }
}

/* Each kind counts its own devices; what a user named keeps its name. */
static void
name_devices(Domain *domain)
{
    g_autoptr(GHashTable) counts = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; i < domain->devices->len; i++) {
        Device *device = domain_device(domain, i);
        gpointer kind = (gpointer)device->kind;
        unsigned position = GPOINTER_TO_UINT(g_hash_table_lookup(counts, kind));

        g_hash_table_insert(counts, kind, GUINT_TO_POINTER(position + 1));
        g_clear_pointer(&device->id, g_free);
        if (device->alias.name != NULL && g_str_has_prefix(device->alias.name, "ua-"))
            device->id = g_strdup(device->alias.name);
        else if (device->kind->id != NULL)
            device->id = device->kind->id(device, domain, position);
    }
}

static void
add_device(Argv *argv, const Device *device, const Domain *domain, const DomainContext *context)
{
    g_autoptr(PartList) parts = part_list_new();

    if (device->kind->parts != NULL)
        device->kind->parts(device, domain, context, parts);
    for (unsigned i = 0; i < part_list_n(parts); i++) {
        const Part *part = part_list_get(parts, i);

        argv_add_part(argv, part, capabilities_takes_json(context->capabilities, part->class));
    }
    if (device->kind->argv != NULL)
        device->kind->argv(device, domain, context, argv);
}

/* QEMU makes devices in the order of its options: a bus must be there before what sits on it. */
static bool
is_bus(const Device *device)
{
    return device->kind->placement_rank == PLACE_CONTROLLER;
}

static void
add_sections(Argv *argv, const Domain *domain, const DomainContext *context, bool is_tail)
{
    for (size_t i = 0; i < domain_n_sections; i++)
        if (domain_sections[i].argv != NULL && domain_sections[i].is_tail == is_tail)
            domain_sections[i].argv(domain, context, argv);
}

Argv *
command_of(Domain *domain, const DomainContext *context)
{
    Argv *argv = argv_new();

    name_devices(domain);
    number_devices(domain);
    boot_number_devices(domain);
    argv_set_emulator(argv, domain->emulator);
    add_sections(argv, domain, context, false);
    for (unsigned i = 0; i < domain->devices->len; i++)
        if (is_bus(domain_device(domain, i)))
            add_device(argv, domain_device(domain, i), domain, context);
    for (unsigned i = 0; i < domain->devices->len; i++)
        if (!is_bus(domain_device(domain, i)))
            add_device(argv, domain_device(domain, i), domain, context);
    add_sections(argv, domain, context, true);
    return argv;
}
