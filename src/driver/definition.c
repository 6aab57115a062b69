/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/definition.h"

Definition *
definition_new(Plan *plan)
{
    Definition *definition = g_new0(Definition, 1);

    g_atomic_ref_count_init(&definition->references);
    definition->plan = plan;
    return definition;
}

Definition *
definition_ref(Definition *definition)
{
    g_atomic_ref_count_inc(&definition->references);
    return definition;
}

void
definition_unref(Definition *definition)
{
    if (definition == NULL || !g_atomic_ref_count_dec(&definition->references))
        return;
    plan_free(definition->plan);
    g_free(definition);
}

const Domain *
definition_domain(const Definition *definition)
{
    return definition->plan->domain;
}
