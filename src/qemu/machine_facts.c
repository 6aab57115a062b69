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

MachineTruth *
machine_truth_new(const char *name)
{
    static const char prefix[] = "pseries-";
    MachineTruth *truth = g_new0(MachineTruth, 1);

    truth->name = g_strdup(name);
    truth->is_pseries = g_str_has_prefix(name, "pseries");
    if (g_str_has_prefix(name, prefix))
        read_version(name + strlen(prefix), &truth->major_number, &truth->minor_number);
    return truth;
}

void
machine_truth_free(MachineTruth *truth)
{
    if (truth == NULL)
        return;
    g_free(truth->name);
    g_free(truth->default_cpu);
    g_free(truth);
}

bool
machine_truth_is_at_least(const MachineTruth *truth, unsigned major_number, unsigned minor_number)
{
    return truth->major_number > major_number ||
           (truth->major_number == major_number && truth->minor_number >= minor_number);
}
