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
 * It begins and ends on the main thread: there the packet is taken, the right to call is checked
 * and the reply is sent.  Arguments of many bytes are decoded on a worker.  Where the handler runs
 * is said in serve.h.  Only one thread has the call at a time, so its fields need no lock.
 */
struct Call {
    Connection *connection; /* (owned) */
    Driver *driver;         /* (borrowed) */
    PacketHeader header;
    const Program *program;     /* (borrowed) */
    const Procedure *procedure; /* (borrowed) row of program */
    GBytes *body;           /* (owned, nullable) of the packet, until it is decoded or relayed */
    void *args, *ret;       /* (owned, nullable) C structs of the .x files */
    Guest *guest;           /* (owned, nullable) only with PROCEDURE_OF_GUEST */
    GArray *received;       /* (owned) int: descriptors that came with the call */
    GArray *descriptors;    /* (owned, nullable) int: sent with the reply; set by the handler */
    Stream *stream;         /* (owned, nullable) begins after the reply; set by the handler */
    GBytes *reply;          /* (owned, nullable) packet */
    bool is_served;         /* the reply is a result, not an error */
    Charge place, bytes;    /* of the call itself, of its arguments */
    Charge descriptor_cost; /* of the descriptors that came with it */
    ErrorOrigin origin;     /* of an error; a handler may change it */
};

/* Takes a packet of type CALL for @program (borrowed for good), with the descriptors of @packet;
 * the rest of @packet is borrowed.  The client gets exactly one reply: the result or an error.
 * Main thread; does not block. */
void call_start(Connection *connection, const Program *program, const Packet *packet);

/* Answers @header, of a packet that cannot be taken as a call, with an error of @code and @message
 * (both as libvirt has them).  Main thread; does not block. */
void call_refuse(Connection *connection, const PacketHeader *header, int code, const char *message);

/*
 * The end of a relayed call, one of these three, or call_serve_here(): each frees @call.  Main
 * thread; nothing blocks.
 */

/* Sends @reply (owned), a packet with the client's serial, as the answer. */
void call_answer(Call *call, GBytes *reply);

/* Answers with @error, reported for @origin. */
void call_fail(Call *call, const GError *error, ErrorOrigin origin);

/* Answers nothing: the connection has ended. */
void call_drop(Call *call);

/* Has our own handler answer, since there is no daemon to relay @call to; without a handler the
 * answer is NO_SUPPORT.  @call must still have its body. */
void call_serve_here(Call *call);
