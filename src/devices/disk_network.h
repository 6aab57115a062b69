/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * The source of a disk of type 'network': protocol, hosts and the image's name.
 */
typedef enum {
    DISK_PROTOCOL_NONE,
    DISK_NBD,
    DISK_ISCSI,
    DISK_RBD,
    DISK_GLUSTER,
    DISK_HTTP,
    DISK_HTTPS,
    DISK_FTP,
    DISK_FTPS,
    DISK_SSH,
    DISK_NFS,
    DISK_SHEEPDOG, /* refused from here on */
    DISK_TFTP,
    DISK_VXHS,
} DiskProtocol;

typedef enum { DISK_TRANSPORT_NONE, DISK_TCP, DISK_UNIX, DISK_RDMA } DiskTransport;

typedef struct {
    char *name;
    OptionalUint port;
    DiskTransport transport;
    char *socket; /* unix */
} DiskHost;

/* <initiator>: QEMU's initiator name. */
typedef struct {
    char *name;
} DiskIqn;

typedef struct {
    DiskIqn iqn;
} DiskInitiator;

typedef struct {
    Tristate verify; /* no: any certificate is accepted */
} DiskSsl;

/* A snapshot of the remote image. */
typedef struct {
    char *name;
} DiskSnapshot;

typedef struct {
    char *file;
} DiskConfig;

typedef struct {
    OptionalUint size; /* bytes */
} DiskReadahead;

typedef struct {
    OptionalUint seconds;
} DiskTimeout;

/* http, https: what the server is sent.  They open doors, so they are hidden as passwords are. */
typedef struct {
    GPtrArray *cookies; /* (owned, nullable) DiskCookie * */
} DiskCookies;

typedef struct {
    char *name, *value;
} DiskCookie;

/* The user and group for access: a name on this host, or "+" and a number. */
typedef struct {
    char *user, *group;
    char *user_name; /* ssh */
} DiskIdentity;

/* Its rows are in the table of <source>: DISK_NETWORK_ROWS. */
typedef struct {
    DiskProtocol protocol;
    char *name;
    char *query;             /* http, https */
    GPtrArray *hosts;        /* (owned, nullable) DiskHost * */
    DiskInitiator initiator; /* iscsi */
    Tristate tls;            /* nbd */
    char *tls_hostname;      /* nbd: the name in the certificate, if not the host */
    DiskSsl ssl;             /* https, ftps */
    DiskCookies *cookies;    /* (owned, nullable) http, https */
    DiskReadahead readahead; /* http, https, ftp, ftps; as is the timeout */
    DiskTimeout timeout;
    DiskSnapshot snapshot; /* rbd, as is the config */
    DiskConfig config;
    DiskIdentity identity; /* nfs */
} DiskNetwork;

extern const NameTable disk_protocol_names;
extern const XmlBinding disk_host_binding, disk_initiator_binding, disk_ssl_binding,
    disk_readahead_binding, disk_timeout_binding, disk_snapshot_binding, disk_config_binding,
    disk_identity_binding, disk_cookies_binding;

#define DISK_NETWORK_ROWS(Struct, member)                                                          \
    XML_ATTR_ENUM("protocol", Struct, member.protocol, disk_protocol_names),                       \
        XML_ATTR_STRING("name", Struct, member.name),                                              \
        XML_ATTR_STRING("query", Struct, member.query),                                            \
        XML_LIST("host", Struct, member.hosts, disk_host_binding),                                 \
        XML_ATTR_YES_NO("tls", Struct, member.tls),                                                \
        XML_ATTR_STRING("tlsHostname", Struct, member.tls_hostname),                               \
        XML_INLINE("snapshot", Struct, member.snapshot, disk_snapshot_binding),                    \
        XML_INLINE("config", Struct, member.config, disk_config_binding),                          \
        XML_INLINE("initiator", Struct, member.initiator, disk_initiator_binding),                 \
        XML_INLINE("ssl", Struct, member.ssl, disk_ssl_binding),                                   \
        {.kind = XML_FIELD_RARE,                                                                   \
         .name = "cookies",                                                                        \
         .offset = offsetof(Struct, member.cookies),                                               \
         .binding = &disk_cookies_binding,                                                         \
         .is_shown = domain_shows_secrets},                                                        \
        XML_INLINE("readahead", Struct, member.readahead, disk_readahead_binding),                 \
        XML_INLINE("timeout", Struct, member.timeout, disk_timeout_binding),                       \
        XML_INLINE("identity", Struct, member.identity, disk_identity_binding)

/* Fills in ports and an iSCSI unit, as libvirt does. */
void disk_network_complete(DiskNetwork *network);

/* Reports what is missing and what the protocol does not have.  @target, @line: the disk's. */
void disk_network_check(const DiskNetwork *network, const char *target, unsigned line,
                        Report *report);

/* What QEMU's block driver authenticates and decrypts with: ids of `secret` objects.  All nullable
 * and borrowed. */
typedef struct {
    const char *user, *secret;
    const char *cookies;                        /* http, https */
    const char *encryption, *encryption_secret; /* rbd: the format, where librbd decrypts */
} DiskKeys;

/* Reports what is wrong with @cookies (nullable).  @target, @line: the disk's. */
void disk_cookies_check(const DiskCookies *cookies, const char *target, unsigned line,
                        Report *report);

/* Returns: (owned, nullable) the text of the header; NULL: there are none. */
char *disk_cookies_text(const DiskCookies *cookies);

/* Writes QEMU's block driver and its options into @part. */
void disk_network_write(const DiskNetwork *network, const DiskKeys *keys, JsonObject *part);
