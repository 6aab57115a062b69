/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "domain/seclabel.h"

/*
 * The host's end of a serial port, console, channel and the like: the common part of libvirt's
 * character devices.
 *
 * It is no element: its rows are in the table of the element that contains it.
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
    char *path;                 /* file, unix, dev, pipe; pty: of a running guest */
    char *host;                 /* tcp, udp */
    char *service;              /* tcp, udp: the port */
    Tristate append;            /* file */
    Tristate tls;               /* tcp */
    char *channel;              /* spiceport, dbus: the name for viewers */
    ChardevClipboard clipboard; /* qemu-vdagent */
    ChardevMouse mouse;         /* qemu-vdagent */
    ChardevReconnect reconnect; /* unix and tcp in mode connect */
    GPtrArray *seclabels;       /* (owned, nullable) DeviceSeclabel *: kept */
} ChardevSource;

typedef struct {
    ChardevType type;
    char *tty;                /* an older form of a pty's <source path=''/> */
    GPtrArray *sources;       /* (owned) ChardevSource *: one, or for udp one per direction */
    ChardevProtocol protocol; /* tcp */
    ChardevLog log;
} Chardev;

extern const NameTable chardev_type_names;
extern const XmlBinding chardev_source_binding, chardev_protocol_binding, chardev_log_binding;

/* Rows for a struct with a member of type Chardev; CHARDEV_TTY_ROW is for elements with a tty
 * attribute. */
#define CHARDEV_ROWS(Struct, member)                                                               \
    XML_ATTR_ENUM("type", Struct, member.type, chardev_type_names),                                \
        XML_LIST("source", Struct, member.sources, chardev_source_binding),                        \
        XML_INLINE("protocol", Struct, member.protocol, chardev_protocol_binding),                 \
        XML_INLINE("log", Struct, member.log, chardev_log_binding)
#define CHARDEV_TTY_ROW(Struct, member) XML_ATTR_STRING("tty", Struct, member.tty)

/* Returns: (borrowed, nullable) the first <source>. */
ChardevSource *chardev_source(const Chardev *chardev);

/* Replaces the content of @to by a copy of @from. */
void chardev_copy(Chardev *to, const Chardev *from);

/* Removes all <source> elements. */
void chardev_drop_sources(Chardev *chardev);

/* Appends an empty <source>.  Returns: (borrowed) it. */
ChardevSource *chardev_add_source(Chardev *chardev);

/* Fills in type, mode and protocol, and drops the path of a pty, which changes at each start. */
void chardev_complete(Chardev *chardev);

/* Reports missing and conflicting settings.  @device: its device, for the line.  @may_choose: a
 * unix socket needs no path, since one will be chosen. */
void chardev_check(const Chardev *chardev, const Device *device, bool may_choose, Report *report);

/* Reports devices of @kind that use SPICE in a guest without it.  @chardev_of: returns a device's
 * chardev. */
void chardev_check_spice(const Domain *domain, const DeviceKind *kind,
                         const Chardev *(*chardev_of)(const Device *device), Report *report);

/* The device's side of a chardev. */
typedef struct {
    const char *id;      /* of the chardev */
    const char *path;    /* (nullable) replaces the source's path, for a listening socket */
    const char *service; /* (nullable: "vdagent") its name for SPICE: "usbredir" */
} ChardevEnd;

/* Appends the chardev part, after the objects with keys that it needs. */
void chardev_parts(const Chardev *chardev, const ChardevEnd *end, PartList *parts);
