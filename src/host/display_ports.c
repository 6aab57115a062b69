/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/display_ports.h"

#include <glib/gi18n-lib.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"

enum { FIRST_PORT = 5900, LAST_PORT = 65535, N_PORTS = LAST_PORT - FIRST_PORT + 1 };

struct DisplayPorts {
    GMutex lock;
    bool is_used[N_PORTS];
};

DisplayPorts *
display_ports_new(void)
{
    DisplayPorts *ports = g_new0(DisplayPorts, 1);

    g_mutex_init(&ports->lock);
    return ports;
}

void
display_ports_free(DisplayPorts *ports)
{
    if (ports == NULL)
        return;
    g_mutex_clear(&ports->lock);
    g_free(ports);
}

/* Whether another program listens on that port, at any address. */
static bool
is_free_on_host(unsigned port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int yes = 1;
    bool is_free = false;

    if (fd < 0)
        return true;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    is_free = bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return is_free;
}

/* Called with the lock held.  Returns: 0 when there is none. */
static unsigned
take_port(DisplayPorts *ports)
{
    for (unsigned i = 0; i < N_PORTS; i++)
        if (!ports->is_used[i] && is_free_on_host(FIRST_PORT + i)) {
            ports->is_used[i] = true;
            return FIRST_PORT + i;
        }
    return 0;
}

static void
mark(DisplayPorts *ports, unsigned port, bool is_used)
{
    if (port < FIRST_PORT || port > LAST_PORT)
        return;
    g_mutex_lock(&ports->lock);
    ports->is_used[port - FIRST_PORT] = is_used;
    g_mutex_unlock(&ports->lock);
}

static bool
choose_port(DisplayPorts *ports, OptionalInt *port, UndoList *undo, GError **error)
{
    unsigned number = 0;

    g_mutex_lock(&ports->lock);
    number = take_port(ports);
    g_mutex_unlock(&ports->lock);
    if (number == 0) {
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                            _("Unable to find an unused port in range 'VNC' (5900-65535)"));
        return false;
    }
    undo_add(undo, &(UndoStep){UNDO_PORT, "", {number}});
    *port = (OptionalInt){.value = number, .is_set = true};
    return true;
}

bool
display_ports_choose(DisplayPorts *ports, Graphics *graphics, UndoList *undo, GError **error)
{
    OptionalInt *open[GRAPHICS_MOST_PORTS];
    unsigned n_open = graphics_automatic_ports(graphics, open);

    for (unsigned i = 0; i < n_open; i++)
        if (!choose_port(ports, open[i], undo, error))
            return false;
    graphics_choose_websocket(graphics);
    return true;
}

void
display_ports_reserve(DisplayPorts *ports, unsigned port)
{
    mark(ports, port, true);
}

void
display_ports_release(DisplayPorts *ports, unsigned port)
{
    mark(ports, port, false);
}
