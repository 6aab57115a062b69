/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/graphics.h"

#include <glib/gi18n-lib.h>

#include "devices/graphics_argv.h"
#include "devices/graphics_check.h"

enum { AUTOMATIC_PORT = -1 };

/* The attributes 'listen' and 'socket' mean the same as the first <listen>; fill each in from the
 * other. */
static void
complete_listen(Graphics *graphics)
{
    GraphicsListen *listen = graphics_first_listen(graphics);

    if (listen == NULL) {
        listen = xml_binding_new(&graphics_listen_binding);
        listen->type = graphics->socket != NULL ? LISTEN_SOCKET : LISTEN_ADDRESS;
        listen->address = g_strdup(graphics->listen);
        listen->socket = g_strdup(graphics->socket);
        xml_list_append(&graphics->listens, listen);
    }
    if (listen->type == LISTEN_ADDRESS && listen->address == NULL)
        listen->address = g_strdup(graphics->listen);
    if (graphics->listen == NULL)
        graphics->listen = g_strdup(listen->address);
    /* Only VNC has the attribute 'socket'. */
    if (graphics->socket == NULL && graphics->type == GRAPHICS_VNC)
        graphics->socket = g_strdup(listen->socket);
}

/* Without an address no port is listened to. */
static void
drop_vnc_ports(Graphics *graphics, Report *report)
{
    bool has_port = graphics->port.is_set && graphics->port.value != AUTOMATIC_PORT;

    if (has_port || graphics->websocket.is_set)
        report_warning(report, graphics->device.line,
                       _("the port of <graphics type='vnc'> is ignored: it listens on a socket or "
                         "not at all"));
    graphics->port = graphics->websocket = (OptionalInt){0};
    graphics->autoport = TRISTATE_ABSENT;
}

static void
complete_vnc_port(Graphics *graphics, Report *report)
{
    const OptionalInt automatic = {.value = AUTOMATIC_PORT, .is_set = true};
    bool has_port = graphics->port.is_set && graphics->port.value != AUTOMATIC_PORT;

    if (graphics_first_listen(graphics)->type != LISTEN_ADDRESS) {
        drop_vnc_ports(graphics, report);
        return;
    }

    if (graphics->autoport == TRISTATE_ABSENT)
        graphics->autoport = has_port ? TRISTATE_NO : TRISTATE_YES;
    if (graphics->autoport == TRISTATE_YES)
        graphics->port = automatic;
}

static bool
is_stated(OptionalInt port)
{
    return port.is_set && port.value != 0;
}

/* SPICE has two optional ports: 0 means "not given". */
static void
complete_spice_ports(Graphics *graphics)
{
    OptionalInt *const ports[] = {&graphics->port, &graphics->tls_port};

    if (graphics->port.value == AUTOMATIC_PORT && graphics->tls_port.value == AUTOMATIC_PORT)
        graphics->autoport = TRISTATE_YES;
    for (size_t i = 0; i < G_N_ELEMENTS(ports); i++)
        if (ports[i]->value == 0)
            *ports[i] = (OptionalInt){0};
    if (graphics->autoport == TRISTATE_YES)
        graphics->port = graphics->tls_port = (OptionalInt){0};
    else
        graphics->autoport = TRISTATE_NO;
}

/* Without a port nothing listens: viewers' sockets are passed to QEMU. */
static void
complete_spice_listen(Graphics *graphics, Report *report)
{
    GraphicsListen *listen = graphics_first_listen(graphics);
    bool has_port = graphics->autoport == TRISTATE_YES || is_stated(graphics->port) ||
                    is_stated(graphics->tls_port);

    if (listen->type == LISTEN_ADDRESS && !has_port) {
        if (listen->address != NULL)
            report_warning(report, graphics->device.line,
                           _("<graphics type='spice'> has neither a port nor autoport='yes': it "
                             "will not listen at '%s'"),
                           listen->address);
        g_clear_pointer(&listen->address, g_free);
        g_clear_pointer(&graphics->listen, g_free);
        listen->type = LISTEN_NONE;
    }
    if (listen->type == LISTEN_ADDRESS || listen->type == LISTEN_NETWORK)
        return;
    if (has_port)
        report_warning(report, graphics->device.line,
                       _("the port of <graphics type='spice'> is ignored: it listens on a socket "
                         "or not at all"));
    graphics->port = graphics->tls_port = (OptionalInt){0};
    graphics->autoport = TRISTATE_ABSENT;
}

/* Keeps the last <channel> of each name, sorted by name; drops those with mode 'any'. */
static void
complete_channels(GraphicsSpice *spice)
{
    g_autoptr(GPtrArray) given = g_steal_pointer(&spice->channels);
    unsigned n_names = (unsigned)spice_channel_names.n_names;
    g_autofree SpiceChannel **last = g_new0(SpiceChannel *, n_names);

    for (unsigned i = 0; given != NULL && i < given->len; i++) {
        SpiceChannel *channel = g_ptr_array_index(given, i);

        if (last[channel->name] != NULL)
            xml_binding_free(&graphics_channel_binding, last[channel->name]);
        last[channel->name] = channel;
    }
    for (unsigned i = 0; i < n_names; i++) {
        if (last[i] == NULL)
            continue;
        if (i == 0 || last[i]->mode == SPICE_MODE_ANY)
            xml_binding_free(&graphics_channel_binding, last[i]);
        else
            xml_list_append(&spice->channels, last[i]);
    }
}

static void
complete_spice(Graphics *graphics, Report *report)
{
    complete_listen(graphics);
    complete_spice_ports(graphics);
    complete_spice_listen(graphics, report);
    complete_channels(&graphics->spice);
    if (graphics->default_mode == SPICE_MODE_ANY)
        graphics->default_mode = SPICE_MODE_ABSENT;
}

static void
graphics_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Graphics *graphics = (Graphics *)device;

    (void)domain;
    (void)context;
    /* Password settings have no effect without a password. */
    if (graphics->passwd == NULL) {
        graphics->connected = CONNECTED_ABSENT;
        g_clear_pointer(&graphics->passwd_valid_to, g_free);
    }
    if (graphics->type == GRAPHICS_SPICE)
        complete_spice(graphics, report);
    if (graphics->type == GRAPHICS_DBUS && graphics->is_peer_to_peer == TRISTATE_NO)
        graphics->is_peer_to_peer = TRISTATE_ABSENT;
    if (graphics->type != GRAPHICS_VNC)
        return;
    complete_listen(graphics);
    complete_vnc_port(graphics, report);
}

const DeviceKind graphics_kind = {
    .binding = &graphics_binding,
    .complete = graphics_complete,
    .check = graphics_check,
    .check_all = graphics_check_all,
    .argv = graphics_argv,
};
