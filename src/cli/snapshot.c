/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "cli/command.h"
#include "cli/print.h"
#include "cli/running.h"
#include "domain/extension.h"

/* Returns: (owned) our element of <metadata>, with @placement in it. */
static char *
element_text(const Placement *placement)
{
    g_autofree char *text = placement_format(placement);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    g_autofree char *indented = g_strjoinv("\n  ", lines);

    return g_strdup_printf("<pseries:pci xmlns:pseries='%s' verify='yes'>\n  %s\n</pseries:pci>\n",
                           EXTENSION_NAMESPACE, indented);
}

int
cli_snapshot(const CliOptions *options)
{
    Running running = {.socket = NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(Placement) placement = NULL;
    g_autofree char *text = NULL;

    if (!running_parse(options, "snapshot", false, &running))
        return CLI_USAGE;
    placement = running_read(&running, &error);
    if (placement == NULL) {
        print_error(error);
        return CLI_FAILED;
    }
    text = element_text(placement);
    return print_output(text, strlen(text)) ? CLI_DONE : CLI_FAILED;
}
