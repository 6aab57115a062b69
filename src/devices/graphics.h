/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "devices/audio.h"
#include "domain/domain.h"

/*
 * <graphics>: a display: by VNC, or in a window (SDL).  QEMU has it as an option of its command
 * line, not as a device.
 *
 * A port of -1 and autoport='yes' mean that whoever starts the guest takes a free one; a command
 * line that is only printed has 5900.  With a password, QEMU refuses every viewer until it has been
 * told the password over QMP (set_password), so that it stands on no command line.
 */
typedef enum {
    GRAPHICS_NONE,
    GRAPHICS_VNC,
    GRAPHICS_SDL,
    GRAPHICS_SPICE,
    GRAPHICS_RDP,
    GRAPHICS_DESKTOP,
    GRAPHICS_EGL_HEADLESS,
    GRAPHICS_DBUS,
} GraphicsType;

typedef enum {
    SHARE_NONE,
    SHARE_ALLOW_EXCLUSIVE,
    SHARE_FORCE_SHARED,
    SHARE_IGNORE,
} GraphicsSharePolicy;

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

typedef struct {
    Device device;
    GraphicsType type;
    OptionalInt port;      /* -1: automatic */
    OptionalInt websocket; /* -1: automatic */
    Tristate autoport;
    char *listen; /* the first <listen>'s address, as an older spelling of it */
    char *socket; /* the same of a socket */
    char *passwd;
    char *keymap;
    GraphicsSharePolicy share_policy;
    Tristate power_control;
    Tristate is_full_screen; /* sdl */
    AudioReference audio;
    GPtrArray *listens; /* (owned, nullable) GraphicsListen *; one, once complete */
} Graphics;

extern const DeviceKind graphics_kind;

/* True for a display whose port is chosen at each start. */
bool graphics_is_automatic(const Graphics *graphics);

/* Writes into a display at which address it listens when its document does not say. */
void graphics_choose_address(Graphics *graphics);

/* True when a display of the guest is a window. */
bool graphics_has_window(const Domain *domain);
