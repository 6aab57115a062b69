/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/definition.h"

#include <string.h>

#include "store/stored_document.h"
#include "xml/document.h"

static Definition *
new_of_domain(Domain *domain)
{
    Definition *definition = g_new0(Definition, 1);

    g_atomic_ref_count_init(&definition->references);
    definition->domain = domain;
    return definition;
}

Definition *
definition_new(Plan *plan)
{
    Definition *definition = new_of_domain(plan->domain);

    definition->plan = plan;
    return definition;
}

Definition *
definition_new_live(Domain *domain)
{
    return new_of_domain(domain);
}

/* Returns: (owned) the part of the document that can be read. */
static Domain *
read_what_can_be(const DeviceTable *devices, const char *xml, bool *is_partial)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) document = xml_document_parse(xml, strlen(xml), report);
    Domain *domain = domain_parse(xmlDocGetRootElement(document), devices, false, report);

    *is_partial = report_n_errors(report) > 0;
    return domain;
}

Definition *
definition_new_flawed(const DeviceTable *devices, const char *name, const char *xml, GError *flaw)
{
    bool is_partial = false;
    Domain *domain = read_what_can_be(devices, xml, &is_partial);
    Definition *definition = new_of_domain(domain);

    definition->flaw = flaw;
    definition->is_partial = is_partial;
    g_free(domain->name);
    domain->name = g_strdup(name);
    if (domain->uuid != NULL) {
        definition->texts[1] = stored_document_element(xml);
    } else {
        domain->uuid = g_uuid_string_random();
        definition->texts[1] = stored_document_identified(xml, domain->uuid, NULL);
    }
    definition->texts[0] = stored_document_public(definition->texts[1], NULL);
    return definition;
}

Definition *
definition_new_bare(const DeviceTable *devices, const char *name, const char *uuid, const char *xml,
                    GError *flaw)
{
    g_autofree char *bare =
        g_markup_printf_escaped("<domain><name>%s</name><uuid>%s</uuid></domain>", name, uuid);
    Definition *definition = definition_new_flawed(devices, name, bare, flaw);

    for (size_t i = 0; i < G_N_ELEMENTS(definition->texts); i++)
        g_free(definition->texts[i]);
    definition->texts[1] = stored_document_element(xml);
    definition->texts[0] = stored_document_public(definition->texts[1], NULL);
    definition->is_partial = true;
    return definition;
}

Definition *
definition_ref(Definition *definition)
{
    g_atomic_ref_count_inc(&definition->references);
    return definition;
}

Definition *
definition_with_memory(Definition *definition, uint64_t current_kib)
{
    Definition *base = definition->base != NULL ? definition->base : definition;
    Definition *changed = NULL;

    /* A flawed definition is written as its stored document, not from its model. */
    if (base->flaw != NULL)
        return definition_ref(definition);
    changed = new_of_domain(NULL);
    changed->base = definition_ref(base);
    changed->plan = base->plan;
    changed->shown = *base->domain;
    changed->shown.memory.current.kib = OPTIONAL_UINT(current_kib);
    changed->domain = &changed->shown;
    return changed;
}

void
definition_unref(Definition *definition)
{
    if (definition == NULL || !g_atomic_ref_count_dec(&definition->references))
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(definition->texts); i++)
        g_free(definition->texts[i]);
    if (definition->base != NULL)
        definition_unref(definition->base);
    else if (definition->plan != NULL)
        plan_free(definition->plan);
    else
        domain_free(definition->domain);
    g_clear_error(&definition->flaw);
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
    /* Another thread may have done the same meanwhile. */
    if (!g_atomic_pointer_compare_and_exchange(place, NULL, text))
        g_free(text);
    return g_atomic_pointer_get(place);
}

char *
definition_write(const Definition *definition)
{
    return definition->flaw != NULL ? g_strdup(definition->texts[1])
                                    : domain_format(definition->domain, DOMAIN_XML_SECURE);
}

const Domain *
definition_domain(const Definition *definition)
{
    return definition->domain;
}

Domain *
definition_copy_domain(const Definition *definition, GError **error)
{
    if (!definition->is_partial)
        return domain_clone(definition->domain);
    g_propagate_error(error, g_error_copy(definition->flaw));
    return NULL;
}
