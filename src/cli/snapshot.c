/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "cli/command.h"
#include "cli/print.h"
#include "cli/running.h"
#include "domain/extension.h"

#define DECLARATION " xmlns:pseries='" EXTENSION_NAMESPACE "'"

/* Returns: (owned) @placement, within an element that declares the namespace. */
static char *
inner_text(const Placement *placement)
{
    g_autofree char *text = placement_format(placement);
    g_auto(GStrv) halves = g_strsplit(g_strchomp(text), DECLARATION, 2);
    g_autofree char *joined = g_strjoinv("", halves);
    g_auto(GStrv) lines = g_strsplit(joined, "\n", -1);

    return g_strjoinv("\n  ", lines);
}

/* Returns: (owned) our element of <metadata>, with @placement in it. */
static char *
element_text(const Placement *placement)
{
    g_autofree char *text = inner_text(placement);

    return g_strconcat("<pseries:pci" DECLARATION " verify='yes'>\n  ", text, "\n</pseries:pci>\n",
                       NULL);
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
