/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/service.h"

#ifdef WITH_SYSTEMD

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>

#include "base/error.h"

static const struct {
    const char *name;
    bool is_read_only;
    bool is_virtqemud;
} units[] = {
    {"virtpseriesd.socket", false, false},
    {"virtpseriesd-ro.socket", true, false},
    {"virtpseriesd-qemu.socket", false, true},
    {"virtpseriesd-qemu-ro.socket", true, true},
};

static bool
take_socket(GArray *sockets, int fd, const char *name, GError **error)
{
    if (sd_is_socket_unix(fd, SOCK_STREAM, 1, NULL, 0) <= 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("what systemd hands over as '%s' is no listening UNIX stream socket"), name);
        return false;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        ServiceSocket socket = {
            .fd = fd,
            .is_read_only = units[i].is_read_only,
            .is_virtqemud = units[i].is_virtqemud,
        };

        if (!g_str_equal(units[i].name, name))
            continue;
        g_array_append_val(sockets, socket);
        return true;
    }
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                _("systemd hands over a socket '%s', which is no unit of virtpseriesd"), name);
    return false;
}

bool
service_take_sockets(GArray *sockets, GError **error)
{
    g_auto(GStrv) names = NULL;
    int n_sockets = sd_listen_fds_with_names(1, &names);

    if (n_sockets < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                    _("cannot take the sockets of systemd: %s"), g_strerror(-n_sockets));
        return false;
    }
    for (int i = 0; i < n_sockets; i++)
        if (!take_socket(sockets, SD_LISTEN_FDS_START + i, names[i], error))
            return false;
    return true;
}

void
service_tell_ready(void)
{
    sd_notify(0, "READY=1");
}

void
service_tell_stopping(void)
{
    sd_notify(0, "STOPPING=1");
}

#else

bool
service_take_sockets(G_GNUC_UNUSED GArray *sockets, G_GNUC_UNUSED GError **error)
{
    return true;
}

void
service_tell_ready(void)
{
}

void
service_tell_stopping(void)
{
}

#endif
