/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/pr_helper.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"

static char *
pr_helper_find(const HelperCase *what, GError **error)
{
    char *path = g_find_program_in_path("qemu-pr-helper");

    (void)what;
    if (path == NULL)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                            _("<reservations managed='yes'/> need the program 'qemu-pr-helper', "
                              "and this host has none"));
    return path;
}

static void
pr_helper_add_arguments(const HelperCase *what, int socket_fd, GPtrArray *words)
{
    (void)what;
    (void)socket_fd;
    (void)words;
}

const HelperKind pr_helper_kind = {
    .program = "qemu-pr-helper",
    .find = pr_helper_find,
    .add_arguments = pr_helper_add_arguments,
    .is_activated = true,
};
