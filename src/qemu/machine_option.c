/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/machine_option.h"

#include <string.h>

#include "qemu/qmp_member.h"

/* Options that guests see, beside those whose names begin with "cap-". */
static const char *const seen_names[] = {"ic-mode",    "max-cpu-compat", "modern-hotplug-events",
                                         "resize-hpt", "vsmt",           NULL};

/* QEMU's types of properties. */
static const struct {
    const char *type;
    MachineOptionKind kind;
} types[] = {
    {"bool", MACHINE_OPTION_SWITCH},
    {"int", MACHINE_OPTION_NUMBER},
    {"uint32", MACHINE_OPTION_NUMBER},
    {"string", MACHINE_OPTION_TEXT},
};

static const char *const switch_values[] = {"on", "off", NULL};

bool
machine_option_is_seen(const char *name)
{
    return g_str_has_prefix(name, "cap-") || g_strv_contains(seen_names, name);
}

MachineOption *
machine_option_new(const char *name, MachineOptionKind kind, const char *const *values)
{
    MachineOption *option = g_new0(MachineOption, 1);

    option->name = g_strdup(name);
    option->kind = kind;
    option->values = g_strdupv((char **)(uintptr_t)values);
    return option;
}

void
machine_option_free(MachineOption *option)
{
    if (option == NULL)
        return;
    g_free(option->name);
    g_strfreev(option->values);
    g_free(option);
}

/* "Specifies the interrupt controller mode (xics, xive, dual)" -> the words in parentheses.
 * Returns: (owned, nullable) them; NULL when there are not several. */
static char **
read_values(const char *description)
{
    g_autoptr(GRegex) regex = g_regex_new("\\(([a-z0-9+-]+(?:, ?[a-z0-9+-]+)+)\\)", 0, 0, NULL);
    g_autoptr(GMatchInfo) match = NULL;
    g_autofree char *words = NULL;

    if (description == NULL || !g_regex_match(regex, description, 0, &match))
        return NULL;
    words = g_match_info_fetch(match, 1);
    return g_regex_split_simple(", ?", words, 0, 0);
}

MachineOption *
machine_option_read(JsonObject *property)
{
    const char *name = qmp_member_name(property, "name");
    const char *type = qmp_member_string(property, "type", "");

    if (name == NULL || !machine_option_is_seen(name))
        return NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(types); i++) {
        g_auto(GStrv) values = NULL;

        if (strcmp(types[i].type, type) != 0)
            continue;
        if (types[i].kind == MACHINE_OPTION_TEXT)
            values = read_values(qmp_member_string(property, "description", NULL));
        return machine_option_new(name, types[i].kind, (const char *const *)values);
    }
    return NULL;
}

bool
machine_option_takes(const MachineOption *option, const char *value)
{
    guint64 number = 0;

    switch (option->kind) {
    case MACHINE_OPTION_SWITCH:
        return g_strv_contains(switch_values, value);
    case MACHINE_OPTION_NUMBER:
        return g_ascii_string_to_unsigned(value, 10, 0, G_MAXUINT32, &number, NULL);
    case MACHINE_OPTION_TEXT:
        return option->values == NULL ||
               g_strv_contains((const char *const *)option->values, value);
    }
    return false;
}

char *
machine_option_values(const MachineOption *option)
{
    if (option->kind == MACHINE_OPTION_SWITCH)
        return g_strjoinv(", ", (char **)(uintptr_t)switch_values);
    return option->values != NULL ? g_strjoinv(", ", option->values) : NULL;
}
