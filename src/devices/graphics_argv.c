/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/graphics_argv.h"

#include <inttypes.h>
#include <string.h>

#include "devices/device_rules.h"
#include "domain/domain_walk.h"

static const char default_address[] = "127.0.0.1";

enum { AUTOMATIC_PORT = -1 };

/* Returns: the first port for a display without chosen ports; VNC displays come before SPICE. */
static int64_t
first_automatic(const Domain *domain, const Graphics *graphics)
{
    int64_t port = GRAPHICS_FIRST_PORT;

    if (graphics->type != GRAPHICS_SPICE)
        return port;
    DOMAIN_EACH(Graphics, other, domain, &graphics_kind) {
        OptionalInt *ports[GRAPHICS_MOST_PORTS];

        if (other->type == GRAPHICS_VNC)
            port += graphics_automatic_ports(other, ports);
    }
    return port;
}

/* Sets @chosen to the ports of @graphics: the plain one and the TLS one; 0: none. */
static void
choose_ports(const Graphics *graphics, const Domain *domain, int64_t chosen[GRAPHICS_MOST_PORTS])
{
    OptionalInt *ports[GRAPHICS_MOST_PORTS];
    unsigned n_ports = graphics_automatic_ports((Graphics *)(uintptr_t)graphics, ports);
    int64_t next = first_automatic(domain, graphics);

    chosen[0] = graphics->port.value;
    chosen[1] = graphics->tls_port.value;
    for (unsigned i = 0; i < n_ports; i++)
        if (ports[i]->value <= 0)
            chosen[ports[i] == &graphics->port ? 0 : 1] = next++;
}

/* Appends @text as a value, with commas doubled for QEMU. */
static void
append_value(GString *option, const char *text)
{
    for (; *text != '\0'; text++) {
        g_string_append_c(option, *text);
        if (*text == ',')
            g_string_append_c(option, ',');
    }
}

static void
append_vnc_listen(GString *option, const Graphics *graphics, const Domain *domain,
                  const DomainContext *context)
{
    const GraphicsListen *listen = graphics_first_listen(graphics);
    const char *address = listen->address != NULL ? listen->address : default_address;
    bool is_ipv6 = strchr(address, ':') != NULL;
    int64_t ports[GRAPHICS_MOST_PORTS];

    if (listen->type == LISTEN_SOCKET) {
        g_autofree char *socket = graphics_socket(graphics, context);

        g_string_append(option, "vnc=unix:");
        append_value(option, socket);
        return;
    }
    if (listen->type == LISTEN_NONE) {
        g_string_append(option, "none");
        return;
    }
    choose_ports(graphics, domain, ports);
    g_string_append(option, is_ipv6 ? "[" : "");
    append_value(option, address);
    g_string_append_printf(option, "%s:%" PRId64, is_ipv6 ? "]" : "",
                           ports[0] - GRAPHICS_FIRST_PORT);
}

static void
vnc_argv(const Graphics *graphics, const Domain *domain, const DomainContext *context, Argv *argv)
{
    g_autofree char *audio = audio_backend_id(domain, &graphics->audio);
    g_autoptr(GString) option = g_string_new(NULL);

    append_vnc_listen(option, graphics, domain, context);
    if (graphics->websocket.is_set && graphics->websocket.value == AUTOMATIC_PORT)
        g_string_append(option, ",websocket=on");
    else if (graphics->websocket.is_set)
        g_string_append_printf(option, ",websocket=%" PRId64, graphics->websocket.value);
    if (graphics->passwd != NULL)
        g_string_append(option, ",password=on");
    if (graphics->share_policy != SHARE_NONE)
        g_string_append_printf(option, ",share=%s",
                               graphics_share_names.names[graphics->share_policy]);
    if (graphics->power_control != TRISTATE_ABSENT)
        g_string_append_printf(option, ",power-control=%s",
                               graphics->power_control == TRISTATE_YES ? "on" : "off");
    if (audio != NULL)
        g_string_append_printf(option, ",audiodev=%s", audio);
    argv_add(argv, "-vnc", option->str);
}

static void
add_gl(KeyValue *pairs, const GraphicsGl *gl)
{
    if (gl->enable != TRISTATE_ABSENT)
        key_value_add_switch(pairs, "gl", gl->enable == TRISTATE_YES);
    key_value_add(pairs, "rendernode", gl->render_node);
}

/* Returns: true when it has a TLS port. */
static bool
add_spice_listen(KeyValue *pairs, const Graphics *graphics, const Domain *domain,
                 const DomainContext *context)
{
    const GraphicsListen *listen = graphics_first_listen(graphics);
    int64_t ports[GRAPHICS_MOST_PORTS] = {0, 0};

    if (listen->type == LISTEN_SOCKET) {
        g_autofree char *socket = graphics_socket(graphics, context);

        key_value_add_switch(pairs, "unix", true);
        key_value_add(pairs, "addr", socket);
        return false;
    }
    if (listen->type == LISTEN_NONE) {
        key_value_add(pairs, "port", "0");
        return false;
    }
    choose_ports(graphics, domain, ports);
    if (ports[0] > 0)
        key_value_add_uint(pairs, "port", (uint64_t)ports[0]);
    if (ports[1] > 0)
        key_value_add_uint(pairs, "tls-port", (uint64_t)ports[1]);
    key_value_add(pairs, "addr", listen->address != NULL ? listen->address : default_address);
    return ports[1] > 0;
}

/* The encrypted channels: "default" stands for all that are not named. */
static void
add_channels(KeyValue *pairs, const Graphics *graphics)
{
    static const char *const keys[] = {
        [SPICE_MODE_ABSENT] = NULL,
        [SPICE_MODE_ANY] = NULL,
        [SPICE_MODE_SECURE] = "tls-channel",
        [SPICE_MODE_INSECURE] = "plaintext-channel",
    };
    const GPtrArray *channels = graphics->spice.channels;

    if (keys[graphics->default_mode] != NULL)
        key_value_add(pairs, keys[graphics->default_mode], "default");
    for (unsigned i = 0; channels != NULL && i < channels->len; i++) {
        const SpiceChannel *channel = g_ptr_array_index(channels, i);

        if (keys[channel->mode] != NULL)
            key_value_add(pairs, keys[channel->mode], spice_channel_names.names[channel->name]);
    }
}

/* Compression and streaming options; a value that is not given has no name. */
static void
add_compression(KeyValue *pairs, const GraphicsSpice *spice)
{
    key_value_add(pairs, "image-compression", spice_image_names.names[spice->image.value]);
    key_value_add(pairs, "jpeg-wan-compression", spice_compression_names.names[spice->jpeg.value]);
    key_value_add(pairs, "zlib-glz-wan-compression",
                  spice_compression_names.names[spice->zlib.value]);
    if (spice->playback.value != TRISTATE_ABSENT)
        key_value_add_switch(pairs, "playback-compression", spice->playback.value == TRISTATE_YES);
    key_value_add(pairs, "streaming-video", spice_streaming_names.names[spice->streaming.value]);
}

static void
spice_argv(const Graphics *graphics, const Domain *domain, const DomainContext *context, Argv *argv)
{
    const GraphicsSpice *spice = &graphics->spice;
    g_autoptr(KeyValue) pairs = key_value_new();
    bool has_tls = add_spice_listen(pairs, graphics, domain, context);

    if (spice->mouse.value != 0)
        key_value_add_switch(pairs, "agent-mouse", spice->mouse.value == SPICE_MOUSE_CLIENT);
    if (graphics->passwd == NULL)
        key_value_add_switch(pairs, "disable-ticketing", true);
    if (has_tls)
        key_value_add(pairs, "x509-dir", device_rules_certificates);
    add_channels(pairs, graphics);
    add_compression(pairs, spice);
    if (spice->clipboard.value == TRISTATE_NO)
        key_value_add_switch(pairs, "disable-copy-paste", true);
    if (spice->file_transfer.value == TRISTATE_NO)
        key_value_add_switch(pairs, "disable-agent-file-xfer", true);
    if (graphics->gl.enable == TRISTATE_YES)
        add_gl(pairs, &graphics->gl);
    key_value_add_switch(pairs, "seamless-migration", true);
    argv_add_key_value(argv, "-spice", pairs);
}

static void
display_argv(const Graphics *graphics, const Domain *domain, Argv *argv)
{
    g_autofree char *audio = audio_backend_id(domain, &graphics->audio);
    g_autoptr(KeyValue) pairs = key_value_new();

    key_value_add_first(pairs, "type", graphics_type_names.names[graphics->type]);
    if (graphics->is_peer_to_peer == TRISTATE_YES)
        key_value_add_switch(pairs, "p2p", true);
    key_value_add(pairs, "addr", graphics->address);
    add_gl(pairs, &graphics->gl);
    if (graphics->type == GRAPHICS_DBUS && graphics->audio.id.is_set)
        key_value_add(pairs, "audiodev", audio);
    if (graphics->is_full_screen != TRISTATE_ABSENT)
        key_value_add_switch(pairs, "full-screen", graphics->is_full_screen == TRISTATE_YES);
    argv_add_key_value(argv, "-display", pairs);
}

void
graphics_argv(const Device *device, const Domain *domain, const DomainContext *context, Argv *argv)
{
    const Graphics *graphics = (const Graphics *)device;

    switch (graphics->type) {
    case GRAPHICS_VNC:
        vnc_argv(graphics, domain, context, argv);
        break;
    case GRAPHICS_SPICE:
        spice_argv(graphics, domain, context, argv);
        break;
    case GRAPHICS_SDL:
    case GRAPHICS_EGL_HEADLESS:
    case GRAPHICS_DBUS:
        display_argv(graphics, domain, argv);
        break;
    case GRAPHICS_NONE:
    case GRAPHICS_RDP:
    case GRAPHICS_DESKTOP:
        break;
    }
    if (graphics->keymap != NULL)
        argv_add(argv, "-k", graphics->keymap);
}
