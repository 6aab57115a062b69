/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/numa.h"

#include "domain/domain.h"
#include "domain/number_set.h"

/* In mode 'restrictive' control groups bind the memory; QEMU gets no option. */
static void
bind_to(JsonObject *part, NumaMode mode, const char *nodeset)
{
    static const char *const policies[] = {
        [NUMA_MODE_STRICT] = "bind",
        [NUMA_MODE_PREFERRED] = "preferred",
        [NUMA_MODE_INTERLEAVE] = "interleave",
        [NUMA_MODE_RESTRICTIVE] = NULL,
    };
    g_autoptr(GArray) numbers = number_set_list(nodeset);
    JsonArray *nodes = NULL;

    if (policies[mode] == NULL || numbers->len == 0)
        return;
    nodes = json_array_sized_new(numbers->len);
    for (unsigned i = 0; i < numbers->len; i++)
        json_array_add_int_element(nodes, g_array_index(numbers, guint, i));
    json_object_set_array_member(part, "host-nodes", nodes);
    part_set_string(part, "policy", policies[mode]);
}

static const NumaTuneNode *
tuned_node(const Domain *domain, OptionalUint cell)
{
    const GPtrArray *nodes = domain->memory.numatune.nodes;

    for (unsigned i = 0; nodes != NULL && cell.is_set && i < nodes->len; i++) {
        const NumaTuneNode *node = g_ptr_array_index(nodes, i);

        if (node->cell.value == cell.value)
            return node;
    }
    return NULL;
}

void
numa_bind(const Domain *domain, OptionalUint cell, const char *nodeset, JsonObject *part)
{
    const NumaTuneMemory *memory = &domain->memory.numatune.memory;
    const NumaTuneNode *node = tuned_node(domain, cell);
    NumaMode mode = node != NULL ? node->mode : memory->mode;

    if (nodeset == NULL)
        nodeset = node != NULL ? node->nodeset : memory->nodeset;
    bind_to(part, mode != NUMA_MODE_NONE ? mode : NUMA_MODE_STRICT, nodeset);
}

bool
numa_is_bound(const Domain *domain, OptionalUint cell)
{
    g_autoptr(JsonObject) part = json_object_new();

    numa_bind(domain, cell, NULL, part);
    return json_object_get_size(part) > 0;
}
