/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "machine/machine.h"

#include <glib.h>
#include <string.h>

static const BusRule pseries_buses[] = {
    {"pci-root", "spapr-pci-host-bridge", 1, 31, .is_root = true, .takes_express = true},
    {"pci-bridge", "pci-bridge", 1, 31, .is_root = false, .takes_express = false},
    {.model = NULL},
};

const MachineRules machine_rules[] = {
    {"pseries", pseries_buses, "pci-root", 30},
    {.name = NULL},
};

const MachineRules *
machine_rules_find(const MachineRules *table, const char *machine)
{
    for (; table->name != NULL; table++) {
        size_t length = strlen(table->name);

        if (strncmp(machine, table->name, length) == 0 &&
            (machine[length] == '\0' || machine[length] == '-'))
            return table;
    }
    return NULL;
}

const BusRule *
machine_bus_rule(const MachineRules *rules, const char *model)
{
    for (const BusRule *rule = rules->buses; rule->model != NULL; rule++)
        if (g_strcmp0(rule->model, model) == 0)
            return rule;
    return NULL;
}
