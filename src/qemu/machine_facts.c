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
    g_free(facts);
}

bool
machine_facts_is_at_least(const MachineFacts *facts, unsigned major_number, unsigned minor_number)
{
    return facts->major_number > major_number ||
           (facts->major_number == major_number && facts->minor_number >= minor_number);
}
