/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/jobs.h"
#include "rpc/body.h"
#include "rpc/relay_kind.h"

/*
 * The procedures of the wire, as tables: their numbers, arguments, results and handlers.
 *
 * A table holds a row for every number from 1 on.  The row of a procedure that is not served says
 * why, so that docs/procedures.md can be compared with it.  Tables are constant: any thread, and
 * nothing here blocks.
 */
typedef struct Call Call;

typedef enum {
    PROCEDURE_SERVED,
    PROCEDURE_NOT_YET, /* will be served; answered with NO_SUPPORT */
    PROCEDURE_REFUSED, /* will never be served; answered with NO_SUPPORT */
    PROCEDURE_RELAYED, /* the stock daemon of a kind answers; without one we do, or NO_SUPPORT */
    PROCEDURE_EVENT,   /* sent by us; as a call it is unknown */
} ProcedureStatus;

typedef enum {
    PROCEDURE_WRITES = 1 << 0,       /* refused to a client that may only read */
    PROCEDURE_BLOCKS = 1 << 1,       /* the handler may block, so it runs on a worker */
    PROCEDURE_OF_GUEST = 1 << 2,     /* the arguments begin with a domain_ref, which is looked up */
    PROCEDURE_EARLY = 1 << 3,        /* is served before connect_open */
    PROCEDURE_FIRST = 1 << 4,        /* is served before the client is authenticated */
    PROCEDURE_DESTROYS = 1 << 5,     /* cuts short a wait for a QEMU that hangs: stop_interrupt() */
    PROCEDURE_STREAMS = 1 << 6,      /* relayed: the reply is followed by a stream */
    PROCEDURE_SUBSCRIBES = 1 << 7,   /* relayed: registers an event callback */
    PROCEDURE_UNSUBSCRIBES = 1 << 8, /* relayed: deregisters one */
} ProcedureFlags;

/*
 * The argument that makes a call need the right to write although its procedure does not: a flag
 * that asks for passwords, a source that asks the guest.
 */
typedef struct {
    const char *member;    /* its name among the arguments, an unsigned int: "flags" */
    size_t offset;         /* of the member, in the C struct */
    unsigned bits;         /* any of these needs the right to write */
    unsigned value;        /* this value needs it, too; 0: no such value */
    bool is_about_secrets; /* the error says "with secure flag", as libvirt does */
} WriteCondition;

typedef struct {
    int number;
    const char *name; /* "domain_create" */
    ProcedureStatus status;
    unsigned flags;
    const WriteCondition *writes_if; /* (nullable) static */
    RelayKind relay;                 /* whose daemon it belongs to; RELAY_NONE: it is ours */
    JobKind job;                     /* of the guest, held while the handler runs on a worker */
    xdrproc_t decode;
    size_t args_size; /* bytes of the C struct; 0: no arguments */
    xdrproc_t encode;
    size_t ret_size; /* 0: no result */
    /* The handler; its contract is in serve.h.  (nullable) in a relayed row. */
    bool (*serve)(Call *call, const void *args, void *ret, GError **error);
} Procedure;

/* A program of the wire: a number and its table of procedures. */
typedef struct {
    uint32_t number;             /* PROGRAM_... of packet.h */
    const Procedure *procedures; /* (static) number 1 first */
    int n_procedures;
} Program;

/* Returns: (borrowed, nullable) the row of @number, which may be any. */
const Procedure *procedure_find(const Program *program, int number);

/* Returns: (owned) the name of the function of libvirt's API that calls @procedure, a row of
 * @program: "virDomainCreateWithFlags". */
char *procedure_api_name(const Program *program, const Procedure *procedure);

/* Checks that a client that may only read may call @procedure, a row of @program, with the decoded
 * arguments @args (nullable where the procedure has none).  Errors: OPERATION_DENIED, in libvirt's
 * words. */
bool procedure_check_read_only(const Program *program, const Procedure *procedure, const void *args,
                               GError **error);
