/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/display.h"
#include "rpc/descriptors.h"
#include "rpc/remote_protocol.h"
#include "rpc/serve.h"
#include "rpc/stream.h"
#include "rpc/wire.h"

SERVE(domain_screenshot)
{
    const domain_screenshot_args *wanted = args;
    const char *mime = NULL;
    int fd = display_picture(call->guest, wanted->screen, wanted->flags, &mime, error);

    if (fd < 0)
        return false;
    ((domain_screenshot_ret *)ret)->mime = wire_optional_text(mime);
    call->stream = stream_new(fd, STREAM_DOWN, NULL, NULL);
    return true;
}

SERVE(domain_open_graphics)
{
    const domain_open_graphics_args *wanted = args;

    (void)ret;
    if (call->received->len != 1) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_RPC,
                            _("this call carries one file descriptor"));
        return false;
    }
    return display_connect(call->guest, wanted->idx, g_array_index(call->received, int, 0),
                           wanted->flags, error);
}

SERVE(domain_open_graphics_fd)
{
    const domain_open_graphics_args *wanted = args;
    int ends[2] = {-1, -1};
    bool is_connected = false;

    (void)ret;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot make a socket: %s"),
                    g_strerror(errno));
        return false;
    }
    is_connected = display_connect(call->guest, wanted->idx, ends[1], wanted->flags, error);
    close(ends[1]);
    if (!is_connected) {
        close(ends[0]);
        return false;
    }
    call->descriptors = descriptors_new();
    g_array_append_val(call->descriptors, ends[0]);
    return true;
}
