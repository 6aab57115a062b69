/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/passt.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "devices/nic_passt.h"

static char *
passt_find(const HelperCase *what, GError **error)
{
    char *path = g_find_program_in_path("passt");

    if (path == NULL)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("<backend type='passt'> of interface '%s' needs the program 'passt', and "
                      "this host has none"),
                    what->device->id);
    return path;
}

/* In the foreground it stays the process that the daemon knows, and what it says is in its log. */
static void
passt_add_arguments(const HelperCase *what, int socket_fd, GPtrArray *words)
{
    g_autofree char *socket = nic_passt_socket(what->device, what->start->context);

    (void)socket_fd;
    g_ptr_array_add(words, g_strdup("--foreground"));
    nic_passt_add_words((const Interface *)what->device, socket, words);
}

/* As root it would become "nobody", who cannot reach the folder of the run. */
static const OtherUser *
passt_user(const HelperStart *start)
{
    return start->qemu_user;
}

const HelperKind passt_kind = {
    .program = "passt",
    .find = passt_find,
    .add_arguments = passt_add_arguments,
    .user = passt_user,
    .makes_socket = true,
};
