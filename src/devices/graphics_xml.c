/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>

#include "devices/graphics.h"

enum { AUTOMATIC_PORT = -1 };

static const char *const type_texts[] = {
    [GRAPHICS_VNC] = "vnc",         [GRAPHICS_SDL] = "sdl",
    [GRAPHICS_SPICE] = "spice",     [GRAPHICS_RDP] = "rdp",
    [GRAPHICS_DESKTOP] = "desktop", [GRAPHICS_EGL_HEADLESS] = "egl-headless",
    [GRAPHICS_DBUS] = "dbus",
};
const NameTable graphics_type_names = NAME_TABLE(type_texts);

static const char *const share_texts[] = {
    [SHARE_ALLOW_EXCLUSIVE] = "allow-exclusive",
    [SHARE_FORCE_SHARED] = "force-shared",
    [SHARE_IGNORE] = "ignore",
};
const NameTable graphics_share_names = NAME_TABLE(share_texts);

static const char *const connected_texts[] = {
    [CONNECTED_FAIL] = "fail",
    [CONNECTED_DISCONNECT] = "disconnect",
    [CONNECTED_KEEP] = "keep",
};
const NameTable graphics_connected_names = NAME_TABLE(connected_texts);

static const char *const listen_texts[] = {
    [LISTEN_ADDRESS] = "address",
    [LISTEN_NETWORK] = "network",
    [LISTEN_SOCKET] = "socket",
    [LISTEN_NONE] = "none",
};
const NameTable graphics_listen_names = NAME_TABLE(listen_texts);

static const char *const mode_texts[] = {
    [SPICE_MODE_ANY] = "any",
    [SPICE_MODE_SECURE] = "secure",
    [SPICE_MODE_INSECURE] = "insecure",
};
static const NameTable mode_names = NAME_TABLE(mode_texts);

static const char *const channel_texts[] = {NULL,       "main",   "display",   "inputs",  "cursor",
                                            "playback", "record", "smartcard", "usbredir"};
const NameTable spice_channel_names = NAME_TABLE(channel_texts);

static const char *const image_texts[] = {NULL, "auto_glz", "auto_lz", "quic", "glz", "lz", "off"};
const NameTable spice_image_names = NAME_TABLE(image_texts);

static const char *const compression_texts[] = {NULL, "auto", "never", "always"};
const NameTable spice_compression_names = NAME_TABLE(compression_texts);

static const char *const streaming_texts[] = {NULL, "filter", "all", "off"};
const NameTable spice_streaming_names = NAME_TABLE(streaming_texts);

static const char *const mouse_texts[] = {
    [SPICE_MOUSE_SERVER] = "server",
    [SPICE_MOUSE_CLIENT] = "client",
};
static const NameTable mouse_names = NAME_TABLE(mouse_texts);

static const XmlField listen_fields[] = {
    XML_ATTR("type", GraphicsListen, type, xml_type_enum, .argument = &graphics_listen_names,
             .is_required = true),
    XML_ATTR_STRING("address", GraphicsListen, address),
    XML_ATTR_STRING("network", GraphicsListen, network),
    XML_ATTR_STRING("socket", GraphicsListen, socket),
    XML_END,
};
const XmlBinding graphics_listen_binding = {"listen", sizeof(GraphicsListen), listen_fields};

static const XmlField channel_fields[] = {
    XML_ATTR("name", SpiceChannel, name, xml_type_enum, .argument = &spice_channel_names,
             .is_required = true),
    XML_ATTR("mode", SpiceChannel, mode, xml_type_enum, .argument = &mode_names,
             .is_required = true),
    XML_END,
};
const XmlBinding graphics_channel_binding = {"channel", sizeof(SpiceChannel), channel_fields};

/* An element whose only attribute is required. */
#define CHOICE(variable, element, attribute, table)                                                \
    static const XmlField variable##_fields[] = {                                                  \
        XML_ATTR(attribute, GraphicsChoice, value, xml_type_enum, .argument = &(table),            \
                 .is_required = true),                                                             \
        XML_END,                                                                                   \
    };                                                                                             \
    static const XmlBinding variable##_binding = {element, sizeof(GraphicsChoice),                 \
                                                  variable##_fields}
CHOICE(image, "image", "compression", spice_image_names);
CHOICE(jpeg, "jpeg", "compression", spice_compression_names);
CHOICE(zlib, "zlib", "compression", spice_compression_names);
CHOICE(streaming, "streaming", "mode", spice_streaming_names);
CHOICE(mouse, "mouse", "mode", mouse_names);

static const XmlField playback_fields[] = {
    XML_ATTR("compression", GraphicsSwitch, value, xml_type_on_off, .is_required = true),
    XML_END,
};
static const XmlBinding playback_binding = {"playback", sizeof(GraphicsSwitch), playback_fields};

static const XmlField clipboard_fields[] = {
    XML_ATTR("copypaste", GraphicsSwitch, value, xml_type_yes_no, .is_required = true),
    XML_END,
};
static const XmlBinding clipboard_binding = {"clipboard", sizeof(GraphicsSwitch), clipboard_fields};

static const XmlField transfer_fields[] = {
    XML_ATTR("enable", GraphicsSwitch, value, xml_type_yes_no, .is_required = true),
    XML_END,
};
static const XmlBinding transfer_binding = {"filetransfer", sizeof(GraphicsSwitch),
                                            transfer_fields};

static const XmlField gl_fields[] = {
    XML_ATTR_YES_NO("enable", GraphicsGl, enable),
    XML_ATTR_STRING("rendernode", GraphicsGl, render_node),
    XML_END,
};
static const XmlBinding gl_binding = {"gl", sizeof(GraphicsGl), gl_fields};

static const XmlField graphics_fields[] = {
    XML_LINE(Graphics, device.line),
    XML_ATTR("type", Graphics, type, xml_type_enum, .argument = &graphics_type_names,
             .is_required = true),
    XML_ATTR_INT("port", Graphics, port, AUTOMATIC_PORT, GRAPHICS_LAST_PORT),
    XML_ATTR_INT("tlsPort", Graphics, tls_port, AUTOMATIC_PORT, GRAPHICS_LAST_PORT),
    XML_ATTR_YES_NO_OR_EMPTY("autoport", Graphics, autoport),
    XML_ATTR("websocket", Graphics, websocket, xml_type_int, .min = (uint64_t)AUTOMATIC_PORT,
             .max = GRAPHICS_LAST_PORT, .zero_is_none = true),
    XML_ATTR_STRING("listen", Graphics, listen),
    XML_ATTR_STRING("socket", Graphics, socket),
    XML_ATTR_STRING("keymap", Graphics, keymap),
    XML_ATTR_ENUM("sharePolicy", Graphics, share_policy, graphics_share_names),
    XML_ATTR_YES_NO("powerControl", Graphics, power_control),
    XML_ATTR_ENUM("defaultMode", Graphics, default_mode, mode_names),
    XML_ATTR("passwd", Graphics, passwd, xml_type_text, .is_shown = domain_shows_secrets),
    XML_ATTR("passwdValidTo", Graphics, passwd_valid_to, xml_type_string, ),
    XML_ATTR_ENUM("connected", Graphics, connected, graphics_connected_names),
    XML_ATTR_STRING("display", Graphics, display),
    XML_ATTR_STRING("xauth", Graphics, xauth),
    XML_ATTR_YES_NO("fullscreen", Graphics, is_full_screen),
    XML_ATTR_STRING("address", Graphics, address),
    XML_ATTR_YES_NO("p2p", Graphics, is_peer_to_peer),
    XML_LIST("listen", Graphics, listens, graphics_listen_binding),
    XML_LIST("channel", Graphics, spice.channels, graphics_channel_binding),
    XML_INLINE("image", Graphics, spice.image, image_binding),
    XML_INLINE("jpeg", Graphics, spice.jpeg, jpeg_binding),
    XML_INLINE("zlib", Graphics, spice.zlib, zlib_binding),
    XML_INLINE("playback", Graphics, spice.playback, playback_binding),
    XML_INLINE("streaming", Graphics, spice.streaming, streaming_binding),
    XML_INLINE("mouse", Graphics, spice.mouse, mouse_binding),
    XML_INLINE("clipboard", Graphics, spice.clipboard, clipboard_binding),
    XML_INLINE("filetransfer", Graphics, spice.file_transfer, transfer_binding),
    XML_INLINE("gl", Graphics, gl, gl_binding),
    XML_INLINE("audio", Graphics, audio, audio_reference_binding),
    XML_REFUSE_ATTR("replaceUser multiUser username",
                    N_("it is of 'rdp' displays, which QEMU has not")),
    XML_REFUSE_ATTR("wait", N_("it is for FreeBSD's bhyve: QEMU does not wait for a viewer")),
    XML_END,
};
const XmlBinding graphics_binding = {"graphics", sizeof(Graphics), graphics_fields};
