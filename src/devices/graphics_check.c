/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "devices/graphics_check.h"

#include "domain/domain_walk.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <string.h>

enum { AUTOMATIC_PORT = -1, MOST_VNC_PASSWORD = 8 };

/* Types as bits: the types that an attribute belongs to. */
enum {
    OF_VNC = 1 << GRAPHICS_VNC,
    OF_SDL = 1 << GRAPHICS_SDL,
    OF_SPICE = 1 << GRAPHICS_SPICE,
    OF_EGL = 1 << GRAPHICS_EGL_HEADLESS,
    OF_DBUS = 1 << GRAPHICS_DBUS,
};

static const char *
type_text(const Graphics *graphics)
{
    return graphics_type_names.names[graphics->type];
}

/* Reports attributes that belong to another type of display. */
static void
check_foreign(const Graphics *graphics, Report *report)
{
    const GraphicsSpice *spice = &graphics->spice;
    const struct {
        const char *name;
        unsigned types;
        bool is_given;
    } members[] = {
        {"port", OF_VNC | OF_SPICE, graphics->port.is_set},
        {"tlsPort", OF_SPICE, graphics->tls_port.is_set},
        {"autoport", OF_VNC | OF_SPICE, graphics->autoport != TRISTATE_ABSENT},
        {"websocket", OF_VNC, graphics->websocket.is_set},
        {"listen", OF_VNC | OF_SPICE, graphics->listen != NULL || graphics->listens != NULL},
        {"socket", OF_VNC, graphics->socket != NULL},
        {"passwd", OF_VNC | OF_SPICE, graphics->passwd != NULL},
        {"keymap", OF_VNC | OF_SPICE, graphics->keymap != NULL},
        {"sharePolicy", OF_VNC, graphics->share_policy != SHARE_NONE},
        {"powerControl", OF_VNC, graphics->power_control != TRISTATE_ABSENT},
        {"defaultMode", OF_SPICE, graphics->default_mode != SPICE_MODE_ABSENT},
        {"display", OF_SDL, graphics->display != NULL},
        {"xauth", OF_SDL, graphics->xauth != NULL},
        {"fullscreen", OF_SDL, graphics->is_full_screen != TRISTATE_ABSENT},
        {"address", OF_DBUS, graphics->address != NULL},
        {"p2p", OF_DBUS, graphics->is_peer_to_peer != TRISTATE_ABSENT},
        {"channel", OF_SPICE, spice->channels != NULL},
        {"image", OF_SPICE, spice->image.value != 0},
        {"jpeg", OF_SPICE, spice->jpeg.value != 0},
        {"zlib", OF_SPICE, spice->zlib.value != 0},
        {"playback", OF_SPICE, spice->playback.value != TRISTATE_ABSENT},
        {"streaming", OF_SPICE, spice->streaming.value != 0},
        {"mouse", OF_SPICE, spice->mouse.value != 0},
        {"clipboard", OF_SPICE, spice->clipboard.value != TRISTATE_ABSENT},
        {"filetransfer", OF_SPICE, spice->file_transfer.value != TRISTATE_ABSENT},
        {"gl enable", OF_SDL | OF_SPICE | OF_DBUS, graphics->gl.enable != TRISTATE_ABSENT},
        {"gl rendernode", OF_SPICE | OF_EGL | OF_DBUS, graphics->gl.render_node != NULL},
        {"audio", OF_VNC | OF_DBUS, graphics->audio.id.is_set},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (members[i].is_given && !(members[i].types & (1U << graphics->type)))
            report_error(report, VIR_ERR_XML_ERROR, graphics->device.line,
                         _("'%s' does not belong in <graphics type='%s'>"), members[i].name,
                         type_text(graphics));
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

/* Each attribute of <listen> belongs to one type. */
static void
check_listen_members(const GraphicsListen *listen, unsigned line, Report *report)
{
    const struct {
        const char *name, *value;
        GraphicsListenType type;
    } members[] = {
        {"address", listen->address, LISTEN_ADDRESS},
        {"network", listen->network, LISTEN_NETWORK},
        {"socket", listen->socket, LISTEN_SOCKET},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        if (members[i].value != NULL && listen->type != members[i].type)
            report_error(report, VIR_ERR_XML_ERROR, line,
                         _("'%s' does not belong in <listen type='%s'>"), members[i].name,
                         graphics_listen_names.names[listen->type]);
}

static void
check_listen(const Graphics *graphics, Report *report)
{
    const GraphicsListen *listen = graphics_first_listen(graphics);
    unsigned line = graphics->device.line;

    if (listen->type == LISTEN_ABSENT)
        return;
    if (graphics->listens->len > 1)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("multiple listens are not supported for one <graphics>"));
    if (listen->type == LISTEN_NETWORK)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("<listen type='network'> of <graphics> needs the address of the network "
                       "'%s', and networks are not looked up here: use 'address' or 'socket'"),
                     listen->network != NULL ? listen->network : "");
    check_same(graphics, "listen", graphics->listen, listen->address, report);
    if (graphics->type == GRAPHICS_VNC)
        check_same(graphics, "socket", graphics->socket, listen->socket, report);
    check_listen_members(listen, line, report);
}

static void
check_vnc_port(const Graphics *graphics, Report *report)
{
    unsigned line = graphics->device.line;
    bool has_port = graphics->port.is_set && graphics->port.value != AUTOMATIC_PORT;

    if (graphics_first_listen(graphics)->type != LISTEN_ADDRESS)
        return;
    if (graphics->autoport == TRISTATE_NO && !has_port)
        report_error(report, VIR_ERR_XML_ERROR, line, _("<graphics autoport='no'> lacks its port"));
    if (has_port && graphics->port.value < GRAPHICS_FIRST_PORT)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("vnc port '%" PRId64 "' must be in range [5900,65535]"),
                     graphics->port.value);
}

static void
check_password(const Graphics *graphics, Report *report)
{
    const char *end = graphics->passwd_valid_to;
    unsigned line = graphics->device.line;

    if (end != NULL &&
        (strlen(end) != strlen("YYYY-MM-DDTHH:MM:SS") || graphics_password_end(graphics) < 0))
        report_error(report, VIR_ERR_XML_ERROR, line,
                     _("'%s' of passwdValidTo is not a time in the form 'YYYY-MM-DDTHH:MM:SS'"),
                     end);
    if (graphics->type != GRAPHICS_VNC || graphics->passwd == NULL)
        return;
    if (strlen(graphics->passwd) > MOST_VNC_PASSWORD)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("the VNC password is %zu characters long, of which %d are possible"),
                     strlen(graphics->passwd), MOST_VNC_PASSWORD);
    if (graphics->connected != CONNECTED_ABSENT && graphics->connected != CONNECTED_KEEP)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("connected='%s' is not possible for a VNC display: QEMU can only 'keep' its "
                       "viewers when the password changes"),
                     graphics_connected_action(graphics));
}

static void
check_dbus(const Graphics *graphics, Report *report)
{
    bool has_address = graphics->address != NULL;
    bool is_peer_to_peer = graphics->is_peer_to_peer == TRISTATE_YES;

    if (has_address && is_peer_to_peer)
        report_error(report, VIR_ERR_XML_ERROR, graphics->device.line,
                     _("<graphics type='dbus'> has both p2p='yes' and an address: it is on a bus "
                       "or on none"));
    if (!has_address && !is_peer_to_peer)
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, graphics->device.line,
                     _("<graphics type='dbus'> needs p2p='yes' or the address of a bus: no bus is "
                       "started for a guest here"));
}

/* QEMU has no options for these. */
static void
check_sdl(const Graphics *graphics, Report *report)
{
    if (graphics->display != NULL || graphics->xauth != NULL)
        report_warning(report, graphics->device.line,
                       _("the window of <graphics type='sdl'> opens where QEMU's environment says, "
                         "not by 'display' and 'xauth': start it with DISPLAY='%s' and "
                         "XAUTHORITY='%s'"),
                       graphics->display != NULL ? graphics->display : "",
                       graphics->xauth != NULL ? graphics->xauth : "");
}

static void
check_spice(const Graphics *graphics, Report *report)
{
    const OptionalInt port = graphics->port;

    if (port.is_set && graphics->tls_port.is_set && port.value == graphics->tls_port.value)
        report_error(report, VIR_ERR_XML_ERROR, graphics->device.line,
                     _("'port' and 'tlsPort' of <graphics type='spice'> are both '%" PRId64
                       "': each needs its own"),
                     port.value);
}

void
graphics_check(const Device *device, const Domain *domain, const DomainContext *context,
               Report *report)
{
    const Graphics *graphics = (const Graphics *)device;

    (void)domain;
    switch (graphics->type) {
    case GRAPHICS_NONE:
        return;
    case GRAPHICS_RDP:
    case GRAPHICS_DESKTOP:
        report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<graphics type='%s'> is of another hypervisor, QEMU has no such display: "
                       "use 'vnc', 'spice', 'sdl', 'egl-headless' or 'dbus'"),
                     type_text(graphics));
        return;
    case GRAPHICS_VNC:
        check_listen(graphics, report);
        check_vnc_port(graphics, report);
        break;
    case GRAPHICS_SPICE:
        if (!capabilities_has_type(context->capabilities, "chardev-spicevmc"))
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                         _("this QEMU has no SPICE: use <graphics type='vnc'>"));
        check_listen(graphics, report);
        check_spice(graphics, report);
        break;
    case GRAPHICS_DBUS:
        check_dbus(graphics, report);
        break;
    case GRAPHICS_SDL:
        check_sdl(graphics, report);
        break;
    case GRAPHICS_EGL_HEADLESS:
        break;
    }
    check_foreign(graphics, report);
    check_password(graphics, report);
}

static const AudioReference *
audio_of(const Device *device)
{
    const Graphics *graphics = (const Graphics *)device;

    return graphics->audio.id.is_set ? &graphics->audio : NULL;
}

/* There is only one -display; VNC and SPICE are separate options. */
static void
check_together(const Graphics *const *of_type, Report *report)
{
    static const GraphicsType displays[] = {GRAPHICS_SDL, GRAPHICS_EGL_HEADLESS, GRAPHICS_DBUS};
    const Graphics *first = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(displays); i++) {
        const Graphics *graphics = of_type[displays[i]];

        if (graphics == NULL)
            continue;
        if (first != NULL)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, graphics->device.line,
                         _("<graphics type='%s'> is not possible beside type '%s': QEMU shows a "
                           "guest by one of them, or by one of them and 'vnc' and 'spice'"),
                         type_text(graphics), type_text(first));
        else
            first = graphics;
    }
}

void
graphics_check_all(const Domain *domain, const DomainContext *context, Report *report)
{
    const Graphics *of_type[GRAPHICS_DBUS + 1] = {NULL};

    (void)context;
    DOMAIN_EACH(const Graphics, graphics, domain, &graphics_kind) {
        if (graphics->type == GRAPHICS_NONE)
            continue;
        if (of_type[graphics->type] != NULL)
            report_error(report, VIR_ERR_CONFIG_UNSUPPORTED, graphics->device.line,
                         _("only one <graphics> of each type is possible, and line %u has one of "
                           "type '%s' already"),
                         of_type[graphics->type]->device.line, type_text(graphics));
        of_type[graphics->type] = graphics;
    }
    check_together(of_type, report);
    audio_check_references(domain, &graphics_kind, audio_of, report);
}
