/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/jobs.h"
#include "rpc/body.h"

/*
 * The procedures of the wire, as tables: which there are, what goes in and out, who serves them.
 *
 * A table holds a row for every number from 1 on; what is not served says why, so that
 * docs/compatibility.md can be compared with it.
 */
typedef struct Call Call;

typedef enum {
    PROCEDURE_SERVED,
    PROCEDURE_NOT_YET, /* will be; the answer is libvirt's NO_SUPPORT */
    PROCEDURE_REFUSED, /* will not be; the same answer */
    PROCEDURE_EVENT,   /* goes the other way; as a call it is unknown */
} ProcedureStatus;

typedef enum {
    PROCEDURE_WRITES = 1 << 0,   /* refused to who may only read */
    PROCEDURE_BLOCKS = 1 << 1,   /* served by a worker; the others by the main thread */
    PROCEDURE_OF_GUEST = 1 << 2, /* its arguments begin with a domain_ref, which is looked up */
    PROCEDURE_EARLY = 1 << 3,    /* is served before connect_open */
    PROCEDURE_FIRST = 1 << 4,    /* is served before the client is authenticated */
    PROCEDURE_DESTROYS = 1 << 5, /* does not wait for a QEMU that hangs: see stop_interrupt() */
} ProcedureFlags;

/*
 * The argument that makes a call need the right to write where its procedure does not: a flag that
 * asks for passwords, a source that asks the guest.
 */
typedef struct {
    const char *member;    /* its name among the arguments, an unsigned int: "flags" */
    size_t offset;         /* of the member, in the C struct */
    unsigned bits;         /* any of these needs the right to write */
    unsigned value;        /* this value does; 0: none */
    bool is_about_secrets; /* clients are told so, in libvirt's words */
} WriteCondition;

typedef struct {
    int number;
    const char *name; /* "domain_create" */
    ProcedureStatus status;
    unsigned flags;
    const WriteCondition *writes_if; /* (nullable) static */
    JobKind job;                     /* that the guest's call must hold; implies a worker */
    xdrproc_t decode;
    size_t args_size; /* bytes of the C struct */
    xdrproc_t encode;
    size_t ret_size;
    /* Does it.  @args is decoded; @ret is all zero and is freed with xdr_free(), so what is put in
     * it comes from malloc()'s family.  Returns: false with @error. */
    bool (*serve)(Call *call, const void *args, void *ret, GError **error);
} Procedure;

typedef struct {
    uint32_t number;
    const Procedure *procedures; /* number 1 first */
    int n_procedures;
} Program;

/* Returns: (borrowed, nullable) the row that has @number. */
const Procedure *procedure_find(const Program *program, int number);

/* Returns: (owned) the name of the function of libvirt's API that makes the call:
 * "virDomainCreateWithFlags". */
char *procedure_api_name(const Program *program, const Procedure *procedure);

/* Checks that a client that may only read may make a call with the decoded arguments @args
 * (nullable where the procedure has none).  Looks at the row and the arguments alone, on any
 * thread.  Errors: OPERATION_DENIED, in libvirt's words. */
bool procedure_check_read_only(const Program *program, const Procedure *procedure, const void *args,
                               GError **error);
