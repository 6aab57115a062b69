/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The machine's requirements on memory. */
#include "domain/memory.h"

static const MachineType *
machine_type(const DomainContext *context)
{
    return capabilities_find_machine_type(context->capabilities, context->machine->name);
}

const char *
memory_backend_id(const DomainContext *context)
{
    const MachineType *machine = machine_type(context);

    return machine != NULL ? machine->default_ram_id : NULL;
}

bool
memory_is_divided_by_machine(const DomainContext *context)
{
    const MachineType *machine = machine_type(context);

    return machine != NULL && machine->has_numa_mem;
}

uint64_t
memory_in_blocks(uint64_t kib, const DomainContext *context)
{
    uint64_t block_kib = context->rules->memory_block_kib;

    return (kib + block_kib - 1) / block_kib * block_kib;
}
