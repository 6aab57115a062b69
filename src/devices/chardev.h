/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "domain/seclabel.h"

/*
 * Where the bytes of a serial port, console or channel go on the host: the part of libvirt's
 * character devices that all of them share.
 *
 * It is no element of its own: its rows stand in the table of the element that has it.
 */
typedef enum {
    CHARDEV_NONE,
    CHARDEV_PTY,
    CHARDEV_FILE,
    CHARDEV_STDIO,
    CHARDEV_NULL,
    CHARDEV_UNIX,
    CHARDEV_TCP,
    CHARDEV_UDP,
    CHARDEV_VC,
    CHARDEV_DEV,
    CHARDEV_PIPE,
    CHARDEV_SPICEVMC,
    CHARDEV_SPICEPORT,
    CHARDEV_NMDM,
    CHARDEV_VDAGENT,
    CHARDEV_DBUS,
} ChardevType;

typedef enum { CHARDEV_MODE_NONE, CHARDEV_CONNECT, CHARDEV_BIND } ChardevMode;

typedef enum {
    PROTOCOL_NONE,
    PROTOCOL_RAW,
    PROTOCOL_TELNET,
    PROTOCOL_TELNETS,
    PROTOCOL_TLS,
} ChardevProtocolType;

typedef struct {
    ChardevProtocolType type;
} ChardevProtocol;

typedef struct {
    Tristate enabled;
    OptionalUint timeout; /* seconds */
} ChardevReconnect;

typedef struct {
    char *file;
    Tristate append;
} ChardevLog;

typedef struct {
    Tristate copy_paste;
} ChardevClipboard;

typedef struct {
    int mode; /* of the vdagent: MOUSE_SERVER, MOUSE_CLIENT */
} ChardevMouse;

enum { CHARDEV_MOUSE_SERVER = 1, CHARDEV_MOUSE_CLIENT };

typedef struct {
    unsigned line;
    ChardevMode mode;           /* unix, tcp, udp */
    char *path;                 /* file, unix, dev, pipe; pty: what a running guest was given */
    char *host;                 /* tcp, udp */
    char *service;              /* tcp, udp: the port */
    Tristate append;            /* file */
    Tristate tls;               /* tcp */
    char *channel;              /* spiceport, dbus: the name that a viewer finds it by */
    ChardevClipboard clipboard; /* qemu-vdagent */
    ChardevMouse mouse;         /* qemu-vdagent */
    ChardevReconnect reconnect; /* unix, tcp that connect */
    GPtrArray *seclabels;       /* (owned, nullable) DeviceSeclabel *: kept */
} ChardevSource;

typedef struct {
    ChardevType type;
    char *tty;          /* an old spelling of a pty's <source path=''/> */
    GPtrArray *sources; /* (owned) ChardevSource *: udp may have one a direction, all others one */
    ChardevProtocol protocol; /* tcp */
    ChardevLog log;
} Chardev;

extern const NameTable chardev_type_names;
extern const XmlBinding chardev_source_binding, chardev_protocol_binding, chardev_log_binding;

/* Rows for a struct with a member of type Chardev; CHARDEV_TTY_ROW is for those that have had a tty
 * attribute. */
#define CHARDEV_ROWS(Struct, member)                                                               \
    XML_ATTR_ENUM("type", Struct, member.type, chardev_type_names),                                \
        XML_LIST("source", Struct, member.sources, chardev_source_binding),                        \
        XML_INLINE("protocol", Struct, member.protocol, chardev_protocol_binding),                 \
        XML_INLINE("log", Struct, member.log, chardev_log_binding)
#define CHARDEV_TTY_ROW(Struct, member) XML_ATTR_STRING("tty", Struct, member.tty)

/* Returns: (borrowed, nullable) the first <source>. */
ChardevSource *chardev_source(const Chardev *chardev);

/* Replaces what @to has by a copy of @from. */
void chardev_copy(Chardev *to, const Chardev *from);

/* Forgets all <source> elements. */
void chardev_drop_sources(Chardev *chardev);

/* Appends an empty <source>.  Returns: (borrowed) it. */
ChardevSource *chardev_add_source(Chardev *chardev);

/* Fills in type, mode and protocol, and forgets the path of a pty, which is another at each start.
 */
void chardev_complete(Chardev *chardev);

/* Errors for what is missing or does not go together. @device: whose it is, for its line.
 * @may_choose: a unix socket without a path is right, since one will be chosen. */
void chardev_check(const Chardev *chardev, const Device *device, bool may_choose, Report *report);

/* Errors for a device of @kind that goes by SPICE in a guest without it.  @chardev_of: a device's.
 */
void chardev_check_spice(const Domain *domain, const DeviceKind *kind,
                         const Chardev *(*chardev_of)(const Device *device), Report *report);

/* The end of a chardev that is the device's. */
typedef struct {
    const char *id;      /* of the chardev */
    const char *path;    /* (nullable) in place of the source's, of a socket to listen on */
    const char *service; /* (nullable) what SPICE or a vdagent knows it by: "usbredir" */
} ChardevEnd;

/* Appends the chardev part, behind the keys that it needs. */
void chardev_parts(const Chardev *chardev, const ChardevEnd *end, PartList *parts);
