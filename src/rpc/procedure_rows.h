/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "rpc/procedure.h"

/*
 * How the rows of the tables of procedures are written.
 *
 * SERVED[_IN][_OUT][_BY](number, name, [arguments, [result,]] [who serves it,] flags, job):
 * arguments and result are types of the .x files; a procedure without one of them has a row without
 * it.  Who serves it is called as the procedure is, but where _BY says otherwise; so are arguments
 * and result in a row SERVED_OWN.
 */
#define WRITES PROCEDURE_WRITES
#define BLOCKS PROCEDURE_BLOCKS
#define OF_GUEST PROCEDURE_OF_GUEST
#define EARLY PROCEDURE_EARLY
#define FIRST PROCEDURE_FIRST
#define DESTROYS PROCEDURE_DESTROYS

#define PROCEDURE_ROW(row_number, row_name, row_status, row_flags, ...)                            \
    {                                                                                              \
        .number = (row_number), .name = #row_name, .status = PROCEDURE_##row_status,               \
        .flags = (row_flags), __VA_ARGS__                                                          \
    }
#define PROCEDURE_IN(type) .decode = (xdrproc_t)xdr_##type, .args_size = sizeof(type)
#define PROCEDURE_OUT(type) .encode = (xdrproc_t)xdr_##type, .ret_size = sizeof(type)
#define PROCEDURE_BY(handler, row_job) .serve = serve_##handler, .job = JOB_##row_job

#define SERVED_BY(number, name, handler, flags, job)                                               \
    PROCEDURE_ROW(number, name, SERVED, flags, PROCEDURE_BY(handler, job))
#define SERVED_IN_BY(number, name, in, handler, flags, job)                                        \
    PROCEDURE_ROW(number, name, SERVED, flags, PROCEDURE_IN(in), PROCEDURE_BY(handler, job))
#define SERVED_OUT_BY(number, name, out, handler, flags, job)                                      \
    PROCEDURE_ROW(number, name, SERVED, flags, PROCEDURE_OUT(out), PROCEDURE_BY(handler, job))
#define SERVED_IN_OUT_BY(number, name, in, out, handler, flags, job)                               \
    PROCEDURE_ROW(number, name, SERVED, flags, PROCEDURE_IN(in), PROCEDURE_OUT(out),               \
                  PROCEDURE_BY(handler, job))
#define SERVED(number, name, flags, job) SERVED_BY(number, name, name, flags, job)
#define SERVED_IN(number, name, in, flags, job) SERVED_IN_BY(number, name, in, name, flags, job)
#define SERVED_OUT(number, name, out, flags, job) SERVED_OUT_BY(number, name, out, name, flags, job)
#define SERVED_IN_OUT(number, name, in, out, flags, job)                                           \
    SERVED_IN_OUT_BY(number, name, in, out, name, flags, job)
#define SERVED_OWN(number, name, flags, job)                                                       \
    SERVED_IN_OUT(number, name, name##_args, name##_ret, flags, job)
#define NOT_YET(number, name, flags) PROCEDURE_ROW(number, name, NOT_YET, flags, )
#define REFUSED(number, name, flags) PROCEDURE_ROW(number, name, REFUSED, flags, )
#define EVENT(number, name) PROCEDURE_ROW(number, name, EVENT, 0, )
