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
    for (size_t i = 0; i < G_N_ELEMENTS(definition->texts); i++)
        g_free(definition->texts[i]);
    plan_free(definition->plan);
    g_free(definition);
}

const char *
definition_xml(Definition *definition, unsigned flags)
{
    char **place = &definition->texts[flags & DOMAIN_XML_SECURE ? 1 : 0];
    char *text = g_atomic_pointer_get(place);

    if (text != NULL)
        return text;
    text = domain_format(definition_domain(definition), flags);
    /* Another thread may have been as quick. */
    if (!g_atomic_pointer_compare_and_exchange(place, NULL, text))
        g_free(text);
    return g_atomic_pointer_get(place);
}

const Domain *
definition_domain(const Definition *definition)
{
    return definition->plan->domain;
}
