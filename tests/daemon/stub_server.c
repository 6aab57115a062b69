/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <libvirt/virterror.h>

#include "base/error.h"
#include "driver/driver.h"
#include "rpc/server.h"

/*
 * A driver without guests and a server that answers nothing, so that the program around them can be
 * tried.  A log folder that is called "broken" makes the driver fail.
 */
struct Driver {
    int nothing;
};
struct Server {
    int nothing;
};

Driver *
driver_new(const DriverConfig *config, GError **error)
{
    if (!g_str_has_suffix(config->log_directory, "/broken"))
        return g_new0(Driver, 1);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, "the driver is broken");
    return NULL;
}

void
driver_free(Driver *driver)
{
    g_free(driver);
}

Server *
server_new(G_GNUC_UNUSED Driver *driver, G_GNUC_UNUSED const ServerConfig *config,
           G_GNUC_UNUSED GError **error)
{
    return g_new0(Server, 1);
}

void
server_free(Server *server)
{
    g_free(server);
}

void
server_listen(G_GNUC_UNUSED Server *server, G_GNUC_UNUSED int fd, G_GNUC_UNUSED bool is_read_only)
{
}

bool
server_is_idle(G_GNUC_UNUSED const Server *server)
{
    return true;
}
