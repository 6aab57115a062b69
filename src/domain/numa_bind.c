/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/numa.h"

#include "domain/domain.h"
#include "domain/number_set.h"

/* In mode 'restrictive' control groups bind the memory; QEMU gets no option. */
static const char *const policies[] = {
    [NUMA_MODE_STRICT] = "bind",
    [NUMA_MODE_PREFERRED] = "preferred",
    [NUMA_MODE_INTERLEAVE] = "interleave",
    [NUMA_MODE_RESTRICTIVE] = NULL,
};

static void
bind_to(JsonObject *part, NumaMode mode, const char *nodeset)
{
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

/* The host nodes of some memory. */
typedef struct {
    NumaMode mode;
    const char *nodeset; /* (borrowed, nullable) */
} Binding;

static Binding
binding_of(const Domain *domain, OptionalUint cell, const char *nodeset)
{
    const NumaTuneMemory *memory = &domain->memory.numatune.memory;
    const NumaTuneNode *node = tuned_node(domain, cell);
    NumaMode mode = node != NULL ? node->mode : memory->mode;

    if (nodeset == NULL)
        nodeset = node != NULL ? node->nodeset : memory->nodeset;
    return (Binding){mode != NUMA_MODE_NONE ? mode : NUMA_MODE_STRICT, nodeset};
}

void
numa_bind(const Domain *domain, OptionalUint cell, const char *nodeset, JsonObject *part)
{
    Binding binding = binding_of(domain, cell, nodeset);

    bind_to(part, binding.mode, binding.nodeset);
}

bool
numa_is_bound(const Domain *domain, OptionalUint cell)
{
    Binding binding = binding_of(domain, cell, NULL);

    return policies[binding.mode] != NULL && binding.nodeset != NULL && binding.nodeset[0] != '\0';
}
