/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * Where a disk of type 'network' is: the protocol, the hosts, and the name of the image there.
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

/* <initiator>: the name that QEMU gives itself. */
typedef struct {
    char *name;
} DiskIqn;

typedef struct {
    DiskIqn iqn;
} DiskInitiator;

/* Rows for a struct with a member of type DiskNetwork stand in the table of <source>. */
typedef struct {
    DiskProtocol protocol;
    char *name;
    char *query;             /* http, https */
    GPtrArray *hosts;        /* (owned, nullable) DiskHost * */
    DiskInitiator initiator; /* iscsi */
} DiskNetwork;

extern const NameTable disk_protocol_names;
extern const XmlBinding disk_host_binding, disk_initiator_binding;

#define DISK_NETWORK_ROWS(Struct, member)                                                          \
    XML_ATTR_ENUM("protocol", Struct, member.protocol, disk_protocol_names),                       \
        XML_ATTR_STRING("name", Struct, member.name),                                              \
        XML_ATTR_STRING("query", Struct, member.query),                                            \
        XML_LIST("host", Struct, member.hosts, disk_host_binding),                                 \
        XML_INLINE("initiator", Struct, member.initiator, disk_initiator_binding)

/* Fills in ports and an iSCSI unit, as libvirt does. */
void disk_network_complete(DiskNetwork *network);

/* Errors for what is missing or what the protocol has not.  @target, @line: of the disk. */
void disk_network_check(const DiskNetwork *network, const char *target, unsigned line,
                        Report *report);

/* Writes QEMU's block driver and where it finds the image. */
void disk_network_write(const DiskNetwork *network, JsonObject *part);
