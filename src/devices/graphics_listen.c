/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/graphics.h"

static const char default_address[] = "127.0.0.1";

/* QEMU adds the display number to the first port. */
enum { AUTOMATIC_PORT = -1, FIRST_WEBSOCKET = 5700 };

GraphicsListen *
graphics_first_listen(const Graphics *graphics)
{
    if (graphics->listens == NULL || graphics->listens->len == 0)
        return NULL;
    return g_ptr_array_index(graphics->listens, 0);
}

const char *
graphics_protocol(const Graphics *graphics)
{
    if (graphics->type != GRAPHICS_VNC && graphics->type != GRAPHICS_SPICE)
        return NULL;
    return graphics_type_names.names[graphics->type];
}

/* True for a display that listens somewhere. */
static bool
listens(const Graphics *graphics, GraphicsListenType type)
{
    const GraphicsListen *listen = graphics_first_listen(graphics);

    return graphics_protocol(graphics) != NULL && listen != NULL && listen->type == type;
}

/* Whether some channel of @graphics has that mode. */
static bool
has_mode(const Graphics *graphics, SpiceMode mode)
{
    const GPtrArray *channels = graphics->spice.channels;

    for (unsigned i = 0; channels != NULL && i < channels->len; i++)
        if (((const SpiceChannel *)g_ptr_array_index(channels, i))->mode == mode)
            return true;
    return graphics->default_mode == mode;
}

unsigned
graphics_automatic_ports(Graphics *graphics, OptionalInt *ports[GRAPHICS_MOST_PORTS])
{
    bool has_all = graphics->autoport == TRISTATE_YES;
    bool has_plain = graphics->type == GRAPHICS_VNC ||
                     graphics->default_mode != SPICE_MODE_SECURE ||
                     has_mode(graphics, SPICE_MODE_INSECURE);
    bool has_tls = graphics->type == GRAPHICS_SPICE && has_mode(graphics, SPICE_MODE_SECURE);
    unsigned n_ports = 0;

    if (!listens(graphics, LISTEN_ADDRESS))
        return 0;
    if ((has_all && has_plain) || (!has_all && graphics->port.value == AUTOMATIC_PORT))
        ports[n_ports++] = &graphics->port;
    if ((has_all && has_tls) || (!has_all && graphics->tls_port.value == AUTOMATIC_PORT))
        ports[n_ports++] = &graphics->tls_port;
    return n_ports;
}

void
graphics_choose_address(Graphics *graphics)
{
    GraphicsListen *listen = graphics_first_listen(graphics);

    if (!listens(graphics, LISTEN_ADDRESS) || listen->address != NULL)
        return;
    listen->address = g_strdup(default_address);
    graphics->listen = g_strdup(default_address);
}

void
graphics_choose_websocket(Graphics *graphics)
{
    if (graphics->websocket.value == AUTOMATIC_PORT && graphics->port.value >= GRAPHICS_FIRST_PORT)
        graphics->websocket.value = graphics->port.value - GRAPHICS_FIRST_PORT + FIRST_WEBSOCKET;
}

char *
graphics_socket(const Graphics *graphics, const DomainContext *context)
{
    const GraphicsListen *listen = graphics_first_listen(graphics);
    g_autofree char *file = NULL;

    if (listen->socket != NULL)
        return g_strdup(listen->socket);
    file = g_strconcat(graphics_protocol(graphics), ".sock", NULL);
    return g_build_filename(context->state_directory, file, NULL);
}

void
graphics_choose_socket(Graphics *graphics, const DomainContext *context)
{
    GraphicsListen *listen = graphics_first_listen(graphics);

    if (!listens(graphics, LISTEN_SOCKET) || listen->socket != NULL)
        return;
    listen->socket = graphics_socket(graphics, context);
    if (graphics->type == GRAPHICS_VNC)
        graphics->socket = g_strdup(listen->socket);
}
