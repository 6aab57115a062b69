/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * The daemon's command line.
 *
 * One table drives the parser, --help and the man page.
 */
typedef struct {
    char *socket;        /* nullable: the usual one */
    char *config;        /* nullable: the usual one, if it exists */
    int timeout_seconds; /* how long the daemon stays idle; 0: for ever */
    gboolean is_background;
    gboolean is_verbose;
    gboolean wants_version;
} Options;

/* The rows; arg_data is an offset into Options.  Up to one without a name. */
extern const GOptionEntry options_entries[];

/* Returns: (owned, nullable) the options in @argv (whose first word is the program's name); --help
 * prints and ends the process.  Errors: INVALID_ARG. */
Options *options_parse(int argc, char **argv, GError **error);
void options_free(Options *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Options, options_free)
