/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "qemu/capabilities_build.h"

/* Reads "2.12" at the start of @text; what follows is ignored. */
static bool
read_version(const char *text, unsigned *major_number, unsigned *minor_number)
{
    char *dot = NULL;
    char *end = NULL;
    guint64 first = g_ascii_strtoull(text, &dot, 10);
    guint64 second = 0;

    if (dot == text || *dot != '.')
        return false;
    second = g_ascii_strtoull(dot + 1, &end, 10);
    if (end == dot + 1 || first > G_MAXUINT16 || second > G_MAXUINT16)
        return false;
    *major_number = (unsigned)first;
    *minor_number = (unsigned)second;
    return true;
}

MachineFacts *
machine_facts_new(const char *name)
{
    static const char prefix[] = "pseries-";
    MachineFacts *facts = g_new0(MachineFacts, 1);

    facts->name = g_strdup(name);
    facts->is_pseries = g_str_has_prefix(name, "pseries");
    if (g_str_has_prefix(name, prefix))
        read_version(name + strlen(prefix), &facts->major_number, &facts->minor_number);
    return facts;
}

void
machine_facts_free(MachineFacts *facts)
{
    if (facts == NULL)
        return;
    g_free(facts->name);
    g_free(facts->default_cpu);
    g_clear_pointer(&facts->options, g_ptr_array_unref);
    g_clear_pointer(&facts->kvm_needs, g_ptr_array_unref);
    g_free(facts);
}

MachineFacts *
machine_facts_copy(const MachineFacts *facts)
{
    MachineFacts *copy = g_memdup2(facts, sizeof(*facts));

    copy->name = g_strdup(facts->name);
    copy->default_cpu = g_strdup(facts->default_cpu);
    if (facts->options != NULL)
        g_ptr_array_ref(facts->options);
    if (facts->kvm_needs != NULL)
        g_ptr_array_ref(facts->kvm_needs);
    return copy;
}

void
machine_facts_know_options(MachineFacts *facts)
{
    if (facts->options == NULL)
        facts->options = g_ptr_array_new_with_free_func((GDestroyNotify)machine_option_free);
}

static int
compare_options(gconstpointer left, gconstpointer right)
{
    const MachineOption *const *one = left;
    const MachineOption *const *other = right;

    return strcmp((*one)->name, (*other)->name);
}

void
machine_facts_take_option(MachineFacts *facts, MachineOption *option)
{
    machine_facts_know_options(facts);
    g_ptr_array_add(facts->options, option);
    g_ptr_array_sort(facts->options, compare_options);
}

const MachineOption *
machine_facts_option(const MachineFacts *facts, const char *name)
{
    for (unsigned i = 0; facts->options != NULL && i < facts->options->len; i++) {
        const MachineOption *option = g_ptr_array_index(facts->options, i);

        if (strcmp(option->name, name) == 0)
            return option;
    }
    return NULL;
}

bool
machine_facts_is_at_least(const MachineFacts *facts, unsigned major_number, unsigned minor_number)
{
    return facts->major_number > major_number ||
           (facts->major_number == major_number && facts->minor_number >= minor_number);
}
