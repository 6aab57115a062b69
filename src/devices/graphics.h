/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/audio.h"
#include "domain/domain.h"

/*
 * <graphics>: a display: by VNC or SPICE, in a window (SDL), over D-Bus, or drawn for one of these
 * by the host's graphics card (egl-headless).  QEMU has it as an option of its command line, not as
 * a device.
 *
 * autoport='yes' means that whoever starts the guest takes free ports; a command line that is only
 * printed has them from 5900 on.  With a password, QEMU refuses every viewer until it has been told
 * the password over QMP (set_password), so that it stands on no command line.
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
    char *address; /* address; NULL: the loopback's */
    char *network; /* network */
    char *socket;  /* socket; NULL: one in the guest's state directory */
} GraphicsListen;

typedef enum {
    SPICE_MODE_ABSENT,
    SPICE_MODE_ANY,
    SPICE_MODE_SECURE,
    SPICE_MODE_INSECURE,
} SpiceMode;

/* <channel>: how one kind of SPICE's traffic goes. */
typedef struct {
    int name; /* in the order of spice_channel_names */
    SpiceMode mode;
} SpiceChannel;

/* An element with one attribute whose values are names. */
typedef struct {
    int value;
} GraphicsChoice;

typedef struct {
    Tristate value;
} GraphicsSwitch;

/* What only SPICE has. */
typedef struct {
    GPtrArray *channels; /* (owned, nullable) SpiceChannel *; one of a name, once complete */
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
    OptionalInt port;      /* vnc: -1 when automatic; spice: not set then, until it is chosen */
    OptionalInt tls_port;  /* spice */
    OptionalInt websocket; /* vnc; -1: automatic */
    Tristate autoport;
    char *listen;          /* the first <listen>'s address, as an older spelling of it */
    char *socket;          /* the same of a VNC socket */
    char *passwd;          /* nullable; "": nobody may connect */
    char *passwd_valid_to; /* "2031-05-31T16:11:22", UTC */
    GraphicsConnected connected;
    char *keymap;
    GraphicsSharePolicy share_policy;
    Tristate power_control;
    SpiceMode default_mode;
    Tristate is_full_screen;  /* sdl */
    char *display, *xauth;    /* sdl: what the X server is, and the key to it */
    char *address;            /* dbus: the bus that QEMU is to be on */
    Tristate is_peer_to_peer; /* dbus: no bus, a viewer is handed over */
    GraphicsSpice spice;
    GraphicsGl gl;
    AudioReference audio;
    GPtrArray *listens; /* (owned, nullable) GraphicsListen *; one, once complete */
} Graphics;

extern const DeviceKind graphics_kind;

/* The tables of graphics_xml.c, and the texts of their values by number. */
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

/* Writes into @ports where the ports that are chosen at each start stand.  Returns: how many. */
unsigned graphics_automatic_ports(Graphics *graphics, OptionalInt *ports[GRAPHICS_MOST_PORTS]);

/* The moment until which a password is good, in seconds since 1970; -1: no such moment. */
int64_t graphics_password_end(const Graphics *graphics);

/* Returns: (nullable) how QMP names a display with a password: "vnc", "spice". */
const char *graphics_protocol(const Graphics *graphics);

/* Returns: (nullable) what QMP's set_password is to do with viewers that are there: "keep". */
const char *graphics_connected_action(const Graphics *graphics);

/* Writes into a display at which address it listens when its document does not say. */
void graphics_choose_address(Graphics *graphics);

/* Writes into a VNC display whose port is known where its automatic websocket is. */
void graphics_choose_websocket(Graphics *graphics);

/* Writes a chosen socket into a display that listens on one. */
void graphics_choose_socket(Graphics *graphics, const DomainContext *context);

/* Returns: (owned) the socket that a display listens on: its own, or one in @context's folder. */
char *graphics_socket(const Graphics *graphics, const DomainContext *context);

/* True when the guest has a display of that type. */
bool graphics_has_type(const Domain *domain, GraphicsType type);

/* True when a display of the guest is drawn with OpenGL. */
bool graphics_has_gl(const Domain *domain);
