/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/graphics.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "devices/device_rules.h"

static const char default_address[] = "127.0.0.1";

enum { AUTOMATIC_PORT = -1, FIRST_PORT = 5900, LAST_PORT = 65535 };

static const char *const type_texts[] = {
    [GRAPHICS_VNC] = "vnc",         [GRAPHICS_SDL] = "sdl",
    [GRAPHICS_SPICE] = "spice",     [GRAPHICS_RDP] = "rdp",
    [GRAPHICS_DESKTOP] = "desktop", [GRAPHICS_EGL_HEADLESS] = "egl-headless",
    [GRAPHICS_DBUS] = "dbus",
};
static const NameTable type_names = NAME_TABLE(type_texts);

static const char *const share_texts[] = {
    [SHARE_ALLOW_EXCLUSIVE] = "allow-exclusive",
    [SHARE_FORCE_SHARED] = "force-shared",
    [SHARE_IGNORE] = "ignore",
};
static const NameTable share_names = NAME_TABLE(share_texts);

static const char *const listen_texts[] = {
    [LISTEN_ADDRESS] = "address",
    [LISTEN_NETWORK] = "network",
    [LISTEN_SOCKET] = "socket",
    [LISTEN_NONE] = "none",
};
static const NameTable listen_names = NAME_TABLE(listen_texts);

static const XmlField listen_fields[] = {
    XML_ATTR("type", GraphicsListen, type, xml_type_enum, .argument = &listen_names,
             .is_required = true),
    XML_ATTR_STRING("address", GraphicsListen, address),
    XML_ATTR_STRING("network", GraphicsListen, network),
    XML_ATTR_STRING("socket", GraphicsListen, socket),
    XML_END,
};
static const XmlBinding listen_binding = {"listen", sizeof(GraphicsListen), listen_fields};

static const XmlField graphics_fields[] = {
    XML_LINE(Graphics, device.line),
    XML_ATTR("type", Graphics, type, xml_type_enum, .argument = &type_names, .is_required = true),
    XML_ATTR_INT("port", Graphics, port, AUTOMATIC_PORT, LAST_PORT),
    XML_ATTR_YES_NO("autoport", Graphics, autoport),
    XML_ATTR_INT("websocket", Graphics, websocket, AUTOMATIC_PORT, LAST_PORT),
    XML_ATTR_STRING("listen", Graphics, listen),
    XML_ATTR_STRING("socket", Graphics, socket),
    XML_ATTR("passwd", Graphics, passwd, xml_type_string, .is_shown = domain_shows_secrets),
    XML_ATTR_STRING("keymap", Graphics, keymap),
    XML_ATTR_ENUM("sharePolicy", Graphics, share_policy, share_names),
    XML_ATTR_YES_NO("fullscreen", Graphics, is_full_screen),
    XML_ATTR_YES_NO("powerControl", Graphics, power_control),
    XML_LIST("listen", Graphics, listens, listen_binding),
    XML_INLINE("audio", Graphics, audio, audio_reference_binding),
    XML_REFUSE_ATTR("passwdValidTo connected display xauth tlsPort defaultMode address p2p "
                    "replaceUser multiUser",
                    XML_NOT_YET),
    XML_REFUSE_ELEMENT("gl channel image jpeg zlib playback streaming clipboard mouse filetransfer",
                       XML_NOT_YET),
    XML_END,
};
static const XmlBinding graphics_binding = {"graphics", sizeof(Graphics), graphics_fields};

/* Returns: (borrowed, nullable) the first <listen>. */
static GraphicsListen *
first_listen(const Graphics *graphics)
{
    if (graphics->listens == NULL || graphics->listens->len == 0)
        return NULL;
    return g_ptr_array_index(graphics->listens, 0);
}

/* The attributes 'listen' and 'socket' and the first <listen> say the same; each is made from the
 * other. */
static void
complete_listen(Graphics *graphics)
{
    GraphicsListen *listen = first_listen(graphics);

    if (listen == NULL) {
        listen = xml_binding_new(&listen_binding);
        listen->type = graphics->socket != NULL ? LISTEN_SOCKET : LISTEN_ADDRESS;
        listen->address = g_strdup(graphics->listen);
        listen->socket = g_strdup(graphics->socket);
        xml_list_append(&graphics->listens, listen);
    }
    if (listen->type == LISTEN_ADDRESS && listen->address == NULL)
        listen->address = g_strdup(graphics->listen);
    if (graphics->listen == NULL)
        graphics->listen = g_strdup(listen->address);
    if (graphics->socket == NULL)
        graphics->socket = g_strdup(listen->socket);
}

static void
complete_port(Graphics *graphics)
{
    const OptionalInt automatic = {.value = AUTOMATIC_PORT, .is_set = true};
    bool has_port = graphics->port.is_set && graphics->port.value != AUTOMATIC_PORT;

    if (graphics->autoport == TRISTATE_ABSENT)
        graphics->autoport = has_port ? TRISTATE_NO : TRISTATE_YES;
    if (graphics->autoport == TRISTATE_YES)
        graphics->port = automatic;
}

static void
graphics_complete(Device *device, Domain *domain, const DomainContext *context, Report *report)
{
    Graphics *graphics = (Graphics *)device;

    (void)domain;
    (void)context;
    (void)report;
    if (graphics->type != GRAPHICS_VNC)
        return;
    complete_listen(graphics);
    if (first_listen(graphics)->type == LISTEN_ADDRESS)
        complete_port(graphics);
}

static void
check_same(const Graphics *graphics, const char *attribute, const char *one, const char *other,
           Report *report)
{
    if (g_strcmp0(one, other) != 0)
        report_error(report, VIR_ERR_XML_ERROR, graphics->device.line,
                     _("attribute '%s' of <graphics> is '%s', but its first <listen> says '%s': "
                       "they must be the same, or one be left out"),
                     attribute, one != NULL ? one : "", other != NULL ? other : "");
}

static void
check_listen(const Graphics *graphics, Report *report)
{
    const GraphicsListen *listen = first_listen(graphics);
    unsigned line = graphics->device.line;

    if (listen->type == LISTEN_ABSENT)
        return;
    if (graphics->listens->len > 1)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("multiple listens are not supported for one <graphics>"));
    if (listen->type == LISTEN_NETWORK)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<listen type='network'> of <graphics> is not supported yet: use 'address' "
                       "or 'socket'"));
    if (listen->type == LISTEN_NONE)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("listen type 'none' is not available for graphics type 'vnc': use 'address' "
                       "or 'socket'"));
    check_same(graphics, "listen", graphics->listen, listen->address, report);
    check_same(graphics, "socket", graphics->socket, listen->socket, report);
    if (listen->socket != NULL && listen->type != LISTEN_SOCKET)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'socket' does not belong in <listen type='%s'>"),
                     listen_texts[listen->type]);
    if (listen->address != NULL && listen->type == LISTEN_SOCKET)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'address' does not belong in <listen type='socket'>"));
    if (listen->network != NULL && listen->type != LISTEN_NETWORK)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'network' does not belong in <listen type='%s'>"),
                     listen_texts[listen->type]);
}

static void
check_port(const Graphics *graphics, Report *report)
{
    unsigned line = graphics->device.line;
    bool has_port = graphics->port.is_set && graphics->port.value != AUTOMATIC_PORT;

    if (first_listen(graphics)->type != LISTEN_ADDRESS) {
        if (graphics->port.is_set || graphics->autoport != TRISTATE_ABSENT ||
            graphics->websocket.is_set)
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("'port', 'autoport' and 'websocket' do not belong in a <graphics> that "
                           "listens on a socket"));
        return;
    }
    if (graphics->autoport == TRISTATE_NO && !has_port)
        report_error(report, VIR_ERR_XML_ERROR, line, _("<graphics autoport='no'> lacks its port"));
    if (has_port && graphics->port.value < FIRST_PORT)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("vnc port '%" PRId64 "' must be in range [5900,65535]"),
                     graphics->port.value);
    if (graphics->websocket.is_set && graphics->websocket.value == 0)
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("websocket '0' of <graphics> is not a port: use -1 for an automatic one"));
}

/* A window of the host's desktop: nothing that concerns a port or a password. */
static void
check_sdl(const Graphics *graphics, Report *report)
{
    if (graphics->port.is_set || graphics->websocket.is_set || graphics->passwd != NULL ||
        graphics->listens != NULL || graphics->listen != NULL || graphics->socket != NULL)
        report_error(report, VIR_ERR_XML_ERROR, graphics->device.line,
                     _("<graphics type='sdl'> opens a window: it takes no port, password or "
                       "<listen>"));
}

static void
graphics_check(const Device *device, const Domain *domain, const DomainContext *context,
               Report *report)
{
    const Graphics *graphics = (const Graphics *)device;

    (void)domain;
    (void)context;
    if (graphics->type == GRAPHICS_NONE)
        return;
    if (graphics->type == GRAPHICS_SDL) {
        check_sdl(graphics, report);
        return;
    }
    if (graphics->type != GRAPHICS_VNC) {
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<graphics type='%s'> is not supported yet: use 'vnc' or 'sdl'"),
                     type_texts[graphics->type]);
        return;
    }
    if (graphics->is_full_screen != TRISTATE_ABSENT)
        report_error(report, VIR_ERR_XML_ERROR, device->line,
                     _("'fullscreen' does not belong in <graphics type='vnc'>"));
    check_listen(graphics, report);
    check_port(graphics, report);
}

static const AudioReference *
audio_of(const Device *device)
{
    const Graphics *graphics = (const Graphics *)device;

    return graphics->audio.id.is_set ? &graphics->audio : NULL;
}

static void
graphics_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    (void)context;
    device_rules_single(domain, &graphics_kind, report);
    audio_check_references(domain, &graphics_kind, audio_of, report);
}

/* Appends @text as a value: QEMU reads a doubled comma as one that is no separator. */
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
append_listen(GString *option, const Graphics *graphics, const DomainContext *context)
{
    const GraphicsListen *listen = first_listen(graphics);
    const char *address = listen->address != NULL ? listen->address : default_address;
    bool is_ipv6 = strchr(address, ':') != NULL;
    int64_t port = graphics->port.value == AUTOMATIC_PORT ? FIRST_PORT : graphics->port.value;

    if (listen->type == LISTEN_SOCKET) {
        g_autofree char *chosen = g_build_filename(context->state_directory, "vnc.sock", NULL);

        g_string_append(option, "vnc=unix:");
        append_value(option, listen->socket != NULL ? listen->socket : chosen);
        return;
    }
    g_string_append(option, is_ipv6 ? "[" : "");
    append_value(option, address);
    g_string_append_printf(option, "%s:%" PRId64, is_ipv6 ? "]" : "", port - FIRST_PORT);
}

static void
sdl_argv(const Graphics *graphics, Argv *argv)
{
    g_autoptr(KeyValue) pairs = key_value_new();

    key_value_add_first(pairs, "type", "sdl");
    if (graphics->is_full_screen != TRISTATE_ABSENT)
        key_value_add_switch(pairs, "full-screen", graphics->is_full_screen == TRISTATE_YES);
    argv_add_key_value(argv, "-display", pairs);
}

static void
graphics_argv(const Device *device, const Domain *domain, const DomainContext *context, Argv *argv)
{
    const Graphics *graphics = (const Graphics *)device;
    g_autofree char *audio = audio_backend_id(domain, &graphics->audio);
    g_autoptr(GString) option = g_string_new(NULL);

    if (graphics->type == GRAPHICS_SDL) {
        sdl_argv(graphics, argv);
        return;
    }
    append_listen(option, graphics, context);
    if (graphics->websocket.is_set && graphics->websocket.value == AUTOMATIC_PORT)
        g_string_append(option, ",websocket=on");
    else if (graphics->websocket.is_set)
        g_string_append_printf(option, ",websocket=%" PRId64, graphics->websocket.value);
    if (graphics->passwd != NULL)
        g_string_append(option, ",password=on");
    if (graphics->share_policy != SHARE_NONE)
        g_string_append_printf(option, ",share=%s", share_texts[graphics->share_policy]);
    if (graphics->power_control != TRISTATE_ABSENT)
        g_string_append_printf(option, ",power-control=%s",
                               graphics->power_control == TRISTATE_YES ? "on" : "off");
    if (audio != NULL)
        g_string_append_printf(option, ",audiodev=%s", audio);
    argv_add(argv, "-vnc", option->str);
    if (graphics->keymap != NULL)
        argv_add(argv, "-k", graphics->keymap);
}

const DeviceKind graphics_kind = {
    .binding = &graphics_binding,
    .complete = graphics_complete,
    .check = graphics_check,
    .check_all = graphics_check_all,
    .argv = graphics_argv,
};

void
graphics_choose_address(Graphics *graphics)
{
    GraphicsListen *listen = (GraphicsListen *)(uintptr_t)first_listen(graphics);

    if (graphics->type != GRAPHICS_VNC || listen->type != LISTEN_ADDRESS || listen->address != NULL)
        return;
    listen->address = g_strdup(default_address);
    graphics->listen = g_strdup(default_address);
}

bool
graphics_is_automatic(const Graphics *graphics)
{
    return graphics->type == GRAPHICS_VNC && graphics->autoport == TRISTATE_YES &&
           first_listen(graphics)->type == LISTEN_ADDRESS;
}

bool
graphics_has_window(const Domain *domain)
{
    for (unsigned i = 0; i < domain->devices->len; i++) {
        const Graphics *graphics = (const Graphics *)domain_device(domain, i);

        if (graphics->device.kind == &graphics_kind && graphics->type == GRAPHICS_SDL)
            return true;
    }
    return false;
}
