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
void
command_name_devices(Domain *domain)
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

        if (part->class == PART_DEVICE)
            qemu_override_apply(domain, part->options);
        part_file_open(part, &context->files);
        argv_add_part(argv, part, qemu_options_take_json(domain, context, part->class));
    }
    if (device->kind->argv != NULL)
        device->kind->argv(device, domain, context, argv);
}

typedef struct {
    const Device *device;
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

static void
add_devices(Argv *argv, const Domain *domain, const DomainContext *context)
{
    g_autoptr(GArray) starts = g_array_new(FALSE, FALSE, sizeof(Start));

    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Device *device = domain_device(domain, i);
        Start start = {device, START_LAST, i};

        if (device->kind->start_rank != NULL)
            start.rank = device->kind->start_rank(device, domain);
        g_array_append_val(starts, start);
    }
    g_array_sort(starts, compare_starts);
    for (unsigned i = 0; i < starts->len; i++)
        add_device(argv, g_array_index(starts, Start, i).device, domain, context);
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
command_of(Domain *domain, const DomainContext *context)
{
    Argv *argv = argv_new();

    number_devices(domain);
    command_name_devices(domain);
    boot_number_devices(domain);
    argv_set_emulator(argv, domain->emulator);
    add_sections(argv, domain, context, false);
    add_board(argv, context->rules);
    add_devices(argv, domain, context);
    add_sections(argv, domain, context, true);
    return argv;
}
