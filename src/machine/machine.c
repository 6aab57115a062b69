/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "machine/machine.h"

#include <glib.h>
#include <string.h>

/* "pseries-7.2" belongs to "pseries". */
static bool
is_version_of(const char *machine, const char *name)
{
    size_t length = strlen(name);

    return strncmp(machine, name, length) == 0 &&
           (machine[length] == '\0' || machine[length] == '-');
}

const MachineRules *
machine_rules_find(const MachineRules *table, const char *machine)
{
    for (; table->name != NULL; table++)
        if (is_version_of(machine, table->name) || g_strcmp0(machine, table->alias) == 0)
            return table;
    return NULL;
}

const MachineRules *
machine_rules_find_served(const MachineRules *table, const char *machine)
{
    const MachineRules *rules = machine_rules_find(table, machine);

    return rules != NULL && rules->is_served ? rules : NULL;
}

/* The copy and its buses are one allocation. */
MachineRules *
machine_rules_from_slot_zero(const MachineRules *rules)
{
    size_t n_buses = 1;
    MachineRules *copy = NULL;
    BusRule *buses = NULL;

    while (rules->buses[n_buses - 1].model != NULL)
        n_buses++;
    copy = g_malloc(sizeof(MachineRules) + n_buses * sizeof(BusRule));
    *copy = *rules;
    buses = (BusRule *)(void *)(copy + 1);
    memcpy(buses, rules->buses, n_buses * sizeof(BusRule));
    for (size_t i = 0; i < n_buses; i++)
        buses[i].first_slot = 0;
    copy->buses = buses;
    return copy;
}

const MachineRules *
machine_rules_first(const MachineRules *table, const char *target)
{
    for (; table->name != NULL; table++)
        if (strcmp(table->target, target) == 0)
            return table;
    return NULL;
}

char *
machine_rules_names(const MachineRules *table)
{
    GString *names = g_string_new(NULL);

    for (; table->name != NULL; table++)
        g_string_append_printf(names, "%s'%s'", names->len > 0 ? ", " : "",
                               table->alias != NULL ? table->alias : table->name);
    return g_string_free(names, FALSE);
}

const BusRule *
machine_bus_rule(const MachineRules *rules, const char *model)
{
    for (const BusRule *rule = rules->buses; rule->model != NULL; rule++)
        if (g_strcmp0(rule->model, model) == 0)
            return rule;
    return NULL;
}

bool
machine_bus_is_root(const BusRule *rule)
{
    return rule->plug == 0;
}

const MachineFixedSlot *
machine_fixed_slot(const MachineRules *rules, const char *owner)
{
    for (const MachineFixedSlot *fixed = rules->fixed_slots; fixed->slot != 0 && owner != NULL;
         fixed++)
        if (fixed->is_only && g_strcmp0(fixed->owner, owner) == 0)
            return fixed;
    return NULL;
}

bool
machine_has_word(const char *words, const char *word)
{
    g_auto(GStrv) list = words != NULL ? g_strsplit(words, " ", -1) : NULL;

    return list != NULL && g_strv_contains((const char *const *)list, word);
}

char *
machine_first_word(const char *words)
{
    return g_strndup(words, strcspn(words, " "));
}
