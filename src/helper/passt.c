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
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("<backend type='passt'> of interface '%s' is not supported yet by the daemon, "
                  "which does not start passt: use QEMU's own network, without <backend>"),
                what->device->id);
    return NULL;
}

static void
passt_add_arguments(const HelperCase *what, int socket_fd, GPtrArray *words)
{
    g_autofree char *socket = nic_passt_socket(what->device, what->start->context);

    (void)socket_fd;
    nic_passt_add_words((const Interface *)what->device, socket, words);
}

const HelperKind passt_kind = {
    .program = "passt",
    .find = passt_find,
    .add_arguments = passt_add_arguments,
};
