/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/passt.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "devices/nic_passt.h"

static const char vhost_user[] = "--vhost-user";

/* Whether the passt at @path has the option: one of before 2025 says how it is used, at length. */
static bool
has_vhost_user(const char *path)
{
    g_autoptr(GSubprocess) passt = NULL;
    g_autofree char *usage = NULL;

    assert_may_block();
    passt = g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, NULL,
                             path, "--help", NULL);
    return passt != NULL && g_subprocess_communicate_utf8(passt, NULL, NULL, &usage, NULL, NULL) &&
           usage != NULL && strstr(usage, vhost_user) != NULL;
}

static char *
passt_find(const HelperCase *what, GError **error)
{
    const Interface *nic = (const Interface *)what->device;
    char *path = g_find_program_in_path("passt");

    if (path != NULL && nic->type == INTERFACE_VHOSTUSER && !has_vhost_user(path)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("interface '%s' of type 'vhostuser' needs a passt that has '%s', and '%s' of "
                      "this host has not: use <interface type='user'>"),
                    what->device->id, vhost_user, path);
        g_clear_pointer(&path, g_free);
    } else if (path == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("<backend type='passt'> of interface '%s' needs the program 'passt', and "
                      "this host has none"),
                    what->device->id);
    }
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
