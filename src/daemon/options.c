/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/options.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stddef.h>

#include "base/error.h"

#define AT(member) GSIZE_TO_POINTER(offsetof(Options, member))

/* The short names are libvirtd's. */
const GOptionEntry options_entries[] = {
    {"socket", 's', 0, G_OPTION_ARG_FILENAME, AT(socket),
     N_("serve the socket PATH (and PATH-ro, for the system) in place of libvirt's"), N_("PATH")},
    {"config", 'f', 0, G_OPTION_ARG_FILENAME, AT(config),
     N_("read the configuration FILE in place of the usual one"), N_("FILE")},
    {"daemon", 'd', 0, G_OPTION_ARG_NONE, AT(is_background),
     N_("run in the background; the command ends when clients can connect"), NULL},
    {"timeout", 't', 0, G_OPTION_ARG_INT, AT(timeout_seconds),
     N_("end after so many SECONDS without a client and a running guest (default: never)"),
     N_("SECONDS")},
    {"verbose", 'v', 0, G_OPTION_ARG_NONE, AT(is_verbose),
     N_("log what is done, not warnings alone"), NULL},
    {"version", 'V', 0, G_OPTION_ARG_NONE, AT(wants_version), N_("print the version and end"),
     NULL},
    {.long_name = NULL},
};

void
options_free(Options *options)
{
    if (options == NULL)
        return;
    g_free(options->socket);
    g_free(options->config);
    g_free(options);
}

/* Returns: (owned) the rows, with arg_data pointing into @options. */
static GOptionEntry *
entries_of(Options *options)
{
    GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));

    for (const GOptionEntry *row = options_entries; row->long_name != NULL; row++) {
        GOptionEntry entry = *row;

        entry.arg_data = (char *)options + GPOINTER_TO_SIZE(row->arg_data);
        g_array_append_val(entries, entry);
    }
    return (GOptionEntry *)(void *)g_array_free(entries, FALSE);
}

static bool
check(const Options *options, const char *rest, GError **error)
{
    if (rest != NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("'%s' is not expected: only options are"), rest);
    else if (options->timeout_seconds < 1)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                    _("--timeout takes a number of seconds from 1; not '%d'"),
                    options->timeout_seconds);
    else if (options->socket != NULL && *options->socket == '\0')
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, _("--socket takes a path; not ''"));
    else
        return true;
    return false;
}

Options *
options_parse(int argc, char **argv, GError **error)
{
    g_autoptr(Options) options = g_new0(Options, 1);
    g_autofree GOptionEntry *entries = entries_of(options);
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) reason = NULL;
    int never = G_MAXINT;

    options->timeout_seconds = never;
    g_option_context_set_translation_domain(context, GETTEXT_PACKAGE);
    g_option_context_set_summary(
        context, _("Serves ppc64 pseries guests to libvirt's clients (pseries:///system, or "
                   "pseries:///session when it is not root's)."));
    g_option_context_add_main_entries(context, entries, GETTEXT_PACKAGE);
    if (!g_option_context_parse(context, &argc, &argv, &reason)) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG, reason->message);
        return NULL;
    }
    if (!check(options, argc > 1 ? argv[1] : NULL, error))
        return NULL;
    if (options->timeout_seconds == never)
        options->timeout_seconds = 0;
    return g_steal_pointer(&options);
}
