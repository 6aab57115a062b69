/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/audio.h"
#include "domain/domain.h"

/*
 * <graphics>: a display: VNC, SPICE, a window (SDL), D-Bus, or OpenGL rendering for one of these on
 * the host's GPU (egl-headless).  In QEMU it is a command line option, not a device.
 *
 * With autoport='yes' the ports are chosen when the guest is started; a command line that is only
 * printed has ports from 5900 on.  A password is set over QMP (set_password), never on the command
 * line; until then QEMU refuses all viewers.
 */
typedef enum {
    GRAPHICS_NONE,
    GRAPHICS_VNC,
    GRAPHICS_SDL,
    GRAPHICS_SPICE,
    GRAPHICS_RDP,     /* refused */
    GRAPHICS_DESKTOP, /* refused */
    GRAPHICS_EGL_HEADLESS,
    GRAPHICS_DBUS,
} GraphicsType;

typedef enum {
    SHARE_NONE,
    SHARE_ALLOW_EXCLUSIVE,
    SHARE_FORCE_SHARED,
    SHARE_IGNORE,
} GraphicsSharePolicy;

/* What happens to viewers when the password changes. */
typedef enum {
    CONNECTED_ABSENT,
    CONNECTED_FAIL,
    CONNECTED_DISCONNECT,
    CONNECTED_KEEP,
} GraphicsConnected;

typedef enum {
    LISTEN_ABSENT,
    LISTEN_ADDRESS,
    LISTEN_NETWORK,
    LISTEN_SOCKET,
    LISTEN_NONE,
} GraphicsListenType;

typedef struct {
    GraphicsListenType type;
    char *address; /* address; NULL: the loopback address */
    char *network; /* network */
    char *socket;  /* socket; NULL: one in the guest's state directory */
} GraphicsListen;

typedef enum {
    SPICE_MODE_ABSENT,
    SPICE_MODE_ANY,
    SPICE_MODE_SECURE,
    SPICE_MODE_INSECURE,
} SpiceMode;

/* <channel>: encryption of one SPICE channel. */
typedef struct {
    int name; /* index in spice_channel_names */
    SpiceMode mode;
} SpiceChannel;

/* An element whose only attribute is an enum. */
typedef struct {
    int value;
} GraphicsChoice;

typedef struct {
    Tristate value;
} GraphicsSwitch;

/* Settings of SPICE only. */
typedef struct {
    GPtrArray *channels; /* (owned, nullable) SpiceChannel *; unique names after complete() */
    GraphicsChoice image, jpeg, zlib, streaming, mouse;
    GraphicsSwitch playback, clipboard, file_transfer;
} GraphicsSpice;

typedef struct {
    Tristate enable;
    char *render_node; /* of the host: "/dev/dri/renderD128" */
} GraphicsGl;

typedef struct {
    Device device;
    GraphicsType type;
    OptionalInt port;      /* vnc: -1: automatic; spice: automatic if not set */
    OptionalInt tls_port;  /* spice */
    OptionalInt websocket; /* vnc; -1: automatic */
    Tristate autoport;
    char *listen;          /* older form of the first <listen>'s address */
    char *socket;          /* the same for a VNC socket */
    char *passwd;          /* nullable; "": nobody may connect */
    char *passwd_valid_to; /* "2031-05-31T16:11:22", UTC */
    GraphicsConnected connected;
    char *keymap;
    GraphicsSharePolicy share_policy;
    Tristate power_control;
    SpiceMode default_mode;
    Tristate is_full_screen;  /* sdl */
    char *display, *xauth;    /* sdl: the X display and its authority file */
    char *address;            /* dbus: the address of the bus */
    Tristate is_peer_to_peer; /* dbus: no bus; viewers' sockets are passed to QEMU */
    GraphicsSpice spice;
    GraphicsGl gl;
    AudioReference audio;
    GPtrArray *listens; /* (owned, nullable) GraphicsListen *; one after complete() */
} Graphics;

extern const DeviceKind graphics_kind;

/* The tables of graphics_xml.c and the names of their values. */
extern const XmlBinding graphics_binding, graphics_listen_binding, graphics_channel_binding;
extern const NameTable graphics_type_names, graphics_share_names, graphics_listen_names;
extern const NameTable graphics_connected_names;
extern const NameTable spice_channel_names, spice_image_names, spice_compression_names;
extern const NameTable spice_streaming_names;

enum { GRAPHICS_FIRST_PORT = 5900, GRAPHICS_LAST_PORT = 65535, GRAPHICS_MOST_PORTS = 2 };

/* Values of GraphicsSpice.mouse. */
enum { SPICE_MOUSE_SERVER = 1, SPICE_MOUSE_CLIENT };

/* Returns: (borrowed, nullable) the first <listen>. */
GraphicsListen *graphics_first_listen(const Graphics *graphics);

/* Collects in @ports the members (borrowed) whose ports are chosen at each start.  Returns: their
 * number. */
unsigned graphics_automatic_ports(Graphics *graphics, OptionalInt *ports[GRAPHICS_MOST_PORTS]);

/* Returns: the expiry of the password in seconds since 1970; -1: none. */
int64_t graphics_password_end(const Graphics *graphics);

/* Returns: (static, nullable) QMP's protocol name for set_password: "vnc", "spice"; NULL: no
 * password is possible. */
const char *graphics_protocol(const Graphics *graphics);

/* Returns: (static, nullable) the action of QMP's set_password for connected viewers: "keep". */
const char *graphics_connected_action(const Graphics *graphics);

/* Fills in the default address of a display that listens on one. */
void graphics_choose_address(Graphics *graphics);

/* Fills in the automatic websocket of a VNC display, whose port must be known. */
void graphics_choose_websocket(Graphics *graphics);

/* Fills in the socket path of a display that listens on a socket. */
void graphics_choose_socket(Graphics *graphics, const DomainContext *context);

/* Returns: (owned) the socket path of a display: its own, or one in the guest's folder. */
char *graphics_socket(const Graphics *graphics, const DomainContext *context);

/* True when the guest has a display of that type. */
bool graphics_has_type(const Domain *domain, GraphicsType type);

/* True when a display of the guest is drawn with OpenGL. */
bool graphics_has_gl(const Domain *domain);
