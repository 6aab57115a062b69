/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/drawing.h"
#include "cli/print.h"
#include "cli/session.h"

/* By https://no-color.org: any value except the empty one. */
static bool
is_colour_refused(void)
{
    const char *no_colour = g_getenv("NO_COLOR");

    return (no_colour != NULL && *no_colour != '\0') || g_strcmp0(g_getenv("TERM"), "dumb") == 0;
}

static bool
wants_colour(const char *when)
{
    if (when == NULL || g_str_equal(when, "auto"))
        return isatty(STDOUT_FILENO) == 1 && !is_colour_refused();
    return g_str_equal(when, "always");
}

static char *
draw(const Topology *topology, const CliOptions *options)
{
    static const struct {
        const char *name;
        char *(*draw)(const Topology *topology);
    } formats[] = {{"dot", drawing_dot}, {"svg", drawing_svg}, {"json", drawing_json}};

    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (g_strcmp0(options->format, formats[i].name) == 0)
            return formats[i].draw(topology);
    return drawing_tree(topology, wants_colour(options->color));
}

int
cli_topology(const CliOptions *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Session) session = session_new(options, &error);
    g_autoptr(Argv) argv = NULL;
    g_autoptr(Topology) topology = NULL;
    g_autofree char *text = NULL;
    Plan *plan = NULL;

    if (session == NULL) {
        print_error(error);
        return CLI_FAILED;
    }
    plan = session_plan(session);
    if (plan == NULL)
        return CLI_FAILED;
    /* Needed for the devices' ids. */
    argv = plan_argv(plan);
    topology = topology_new(plan);
    text = draw(topology, options);
    return print_output(text, strlen(text)) ? CLI_DONE : CLI_FAILED;
}
