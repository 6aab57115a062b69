/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/command.h"

#include <stdlib.h>

#include "domain/device_names.h"
#include "domain/domain_walk.h"
#include "plan/boot.h"
#include "qemu/dialect.h"

void
command_number(Domain *domain)
{
    g_autoptr(GHashTable) done = g_hash_table_new(NULL, NULL);

    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        const DeviceKind *kind = device->kind;

        if (kind->number_all != NULL && g_hash_table_add(done, (gpointer)kind))
            kind->number_all(domain);
    }
}

void
command_write_parts(const Device *device, const Domain *domain, const DomainContext *context,
                    PartList *parts)
{
    if (device->kind->parts != NULL)
        device->kind->parts(device, domain, context, parts);
    for (unsigned i = 0; i < part_list_n(parts); i++) {
        const Part *part = part_list_get(parts, i);

        dialect_apply(part, context->capabilities);
        if (part->class == PART_DEVICE)
            qemu_override_apply(domain, part->options);
    }
}

void
command_add_parts(const Device *device, const Domain *domain, const DomainContext *context,
                  PartList *parts)
{
    command_write_parts(device, domain, context, parts);
    for (unsigned i = 0; i < part_list_n(parts); i++)
        part_file_open(part_list_get(parts, i), &context->files);
}

static void
add_device(Argv *argv, const Device *device, const Domain *domain, const DomainContext *context)
{
    g_autoptr(PartList) parts = part_list_new();

    command_add_parts(device, domain, context, parts);
    for (unsigned i = 0; i < part_list_n(parts); i++) {
        const Part *part = part_list_get(parts, i);

        argv_add_part(argv, part, qemu_options_take_json(domain, context, part->class));
    }
    if (device->kind->argv != NULL)
        device->kind->argv(device, domain, context, argv);
}

typedef struct {
    Device *device;
    unsigned rank;
    unsigned position;
} Start;

static int
compare_starts(gconstpointer a, gconstpointer b)
{
    const Start *one = a;
    const Start *other = b;

    if (one->rank != other->rank)
        return one->rank < other->rank ? -1 : 1;
    return (one->position > other->position) - (one->position < other->position);
}

void
command_sort(GPtrArray *devices, const Domain *domain)
{
    g_autofree Start *starts = g_new0(Start, devices->len + 1);

    for (unsigned i = 0; i < devices->len; i++) {
        Device *device = g_ptr_array_index(devices, i);

        starts[i] = (Start){device, START_LAST, i};
        if (device->kind->start_rank != NULL)
            starts[i].rank = device->kind->start_rank(device, domain);
    }
    qsort(starts, devices->len, sizeof(Start), compare_starts);
    for (unsigned i = 0; i < devices->len; i++)
        devices->pdata[i] = starts[i].device;
}

static void
add_board(Argv *argv, const MachineRules *rules)
{
    for (size_t i = 0; rules->board_devices != NULL && rules->board_devices[i] != NULL; i++)
        argv_add(argv, "-device", rules->board_devices[i]);
}

static void
add_sections(Argv *argv, const Domain *domain, const DomainContext *context, bool is_tail)
{
    for (size_t i = 0; i < domain_n_sections; i++)
        if (domain_sections[i].argv != NULL && domain_sections[i].is_tail == is_tail)
            domain_sections[i].argv(domain, context, argv);
}

Argv *
command_of_devices(Domain *domain, const DomainContext *context, const GPtrArray *devices)
{
    Argv *argv = argv_new();

    command_number(domain);
    device_names_assign(domain);
    boot_number_devices(domain);
    argv_set_emulator(argv, domain->emulator);
    add_sections(argv, domain, context, false);
    add_board(argv, context->rules);
    for (unsigned i = 0; i < devices->len; i++)
        add_device(argv, g_ptr_array_index(devices, i), domain, context);
    add_sections(argv, domain, context, true);
    return argv;
}

Argv *
command_of(Domain *domain, const DomainContext *context)
{
    g_autoptr(GPtrArray) devices = g_ptr_array_new();

    DOMAIN_EACH_DEVICE(Device, device, domain)
        g_ptr_array_add(devices, device);
    command_sort(devices, domain);
    return command_of_devices(domain, context, devices);
}
