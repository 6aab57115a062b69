/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"
#include "rpc/connection.h"
#include "rpc/error_reply.h"
#include "rpc/procedure.h"

/*
 * A call of a client, from its packet to its reply.
 *
 * It begins on the main thread; what is long is decoded on a worker.  It is served on the main
 * thread, or on a worker, when its turn on its guest has come; the reply is sent from the main
 * thread.
 */
struct Call {
    Connection *connection; /* (owned) */
    Driver *driver;
    PacketHeader header;
    const Program *program;
    const Procedure *procedure;
    GBytes *body; /* (owned, nullable) of the packet, until a worker has decoded it */
    void *args, *ret;
    Guest *guest;        /* (owned, nullable) of PROCEDURE_OF_GUEST */
    GArray *received;    /* (owned) int: descriptors that came with the call */
    GArray *descriptors; /* (owned, nullable) int: to go with the reply */
    Stream *stream;      /* (owned, nullable) begins with the reply */
    GBytes *reply;
    bool is_served;         /* the reply says so */
    Charge place, bytes;    /* of the call itself, of its arguments */
    Charge descriptor_cost; /* of what came with it */
    ErrorOrigin origin;     /* whose finding an error is */
};

/* Takes a packet of type CALL for @program.  Whatever is wrong with it is answered. */
void call_start(Connection *connection, const Program *program, const Packet *packet);

/* Answers @header, a packet that is no call that we could make sense of. */
void call_refuse(Connection *connection, const PacketHeader *header, int code, const char *message);
