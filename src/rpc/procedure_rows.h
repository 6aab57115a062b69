/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libvirt/libvirt.h>
#include <stddef.h>

#include "rpc/procedure.h"

/*
 * Macros that write the rows of the tables of procedures.
 *
 * SERVED[_IN][_OUT][_BY](number, name, [arguments,] [result,] [handler,] flags, job):
 * arguments and result are types of the .x files; _IN and _OUT say which of them the procedure has.
 * The handler is serve_NAME, or serve_HANDLER with _BY.  In a row SERVED_OWN the types are
 * NAME_args and NAME_ret.  SERVED_CHANGE changes a guest, whose job it holds;
 * SERVED_READ answers from what is known of a guest.
 *
 * A row with _IF ends with the argument that needs the right to write, one of WRITES_IF_...
 * RELAYED(number, name, kind, flags) goes to the stock daemon of its kind and is refused without
 * one. Others have an answer of ours then: no names, the count 0, an empty list, nothing found
 * (serve_absent.c), or what our own handler says (_OR_OURS).  EVENT_OF comes from such a daemon.
 *
 * NOT_YET_IF has the arguments of a procedure that is not served yet, so that a client that may
 * only read is refused it as libvirt does.
 */
#define WRITES PROCEDURE_WRITES
#define BLOCKS PROCEDURE_BLOCKS
#define OF_GUEST PROCEDURE_OF_GUEST
#define EARLY PROCEDURE_EARLY
#define FIRST PROCEDURE_FIRST
#define DESTROYS PROCEDURE_DESTROYS
#define STREAMS PROCEDURE_STREAMS
#define SUBSCRIBES PROCEDURE_SUBSCRIBES
#define UNSUBSCRIBES PROCEDURE_UNSUBSCRIBES

#define WRITES_IF(type, argument, ...)                                                             \
    &(const WriteCondition)                                                                        \
    {                                                                                              \
        .member = #argument, .offset = offsetof(type, argument), __VA_ARGS__                       \
    }
#define WRITES_IF_SECURE(type)                                                                     \
    WRITES_IF(type, flags, .bits = VIR_DOMAIN_XML_SECURE, .is_about_secrets = true)
/* The migratable form contains the passwords, too. */
#define WRITES_IF_SECURE_OR_MIGRATABLE(type)                                                       \
    WRITES_IF(type, flags, .bits = VIR_DOMAIN_XML_SECURE | VIR_DOMAIN_XML_MIGRATABLE,              \
              .is_about_secrets = true)
#define WRITES_IF_GUEST_IS_ASKED(type) WRITES_IF(type, flags, .bits = VIR_DOMAIN_VCPU_GUEST)
#define WRITES_IF_AGENT_IS_ASKED(type)                                                             \
    WRITES_IF(type, source, .value = VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT)

#define PROCEDURE_ROW(row_number, row_name, row_status, row_flags, ...)                            \
    {.number = (row_number),                                                                       \
     .name = #row_name,                                                                            \
     .status = PROCEDURE_##row_status,                                                             \
     .flags = (row_flags),                                                                         \
     __VA_ARGS__}
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
#define SERVED_CHANGE(number, name, in) SERVED_IN(number, name, in, WRITES | OF_GUEST, MODIFY)
#define SERVED_OUT(number, name, out, flags, job) SERVED_OUT_BY(number, name, out, name, flags, job)
#define SERVED_IN_OUT(number, name, in, out, flags, job)                                           \
    SERVED_IN_OUT_BY(number, name, in, out, name, flags, job)
#define SERVED_READ(number, name, in, out) SERVED_IN_OUT(number, name, in, out, OF_GUEST, NONE)
#define SERVED_OWN(number, name, flags, job)                                                       \
    SERVED_IN_OUT(number, name, name##_args, name##_ret, flags, job)
#define SERVED_IN_OUT_IF(number, name, in, out, flags, job, condition)                             \
    PROCEDURE_ROW(number, name, SERVED, flags, PROCEDURE_IN(in), PROCEDURE_OUT(out),               \
                  PROCEDURE_BY(name, job), .writes_if = condition(in))
#define NOT_YET_IF(number, name, in, flags, condition)                                             \
    PROCEDURE_ROW(number, name, NOT_YET, flags, PROCEDURE_IN(in), .writes_if = condition(in))
#define NOT_YET(number, name, flags) PROCEDURE_ROW(number, name, NOT_YET, flags, )
#define REFUSED(number, name, flags) PROCEDURE_ROW(number, name, REFUSED, flags, )
#define EVENT(number, name) PROCEDURE_ROW(number, name, EVENT, 0, )
#define EVENT_OF(number, name, of) PROCEDURE_ROW(number, name, EVENT, 0, .relay = RELAY_##of)

#define RELAYED(number, name, of, flags)                                                           \
    PROCEDURE_ROW(number, name, RELAYED, flags, .relay = RELAY_##of)
#define RELAYED_OR_OURS(number, name, in, out, of)                                                 \
    PROCEDURE_ROW(number, name, RELAYED, BLOCKS, PROCEDURE_IN(in), PROCEDURE_OUT(out),             \
                  PROCEDURE_BY(name, NONE), .relay = RELAY_##of)
#define RELAYED_COUNT(number, name, of)                                                            \
    PROCEDURE_ROW(number, name, RELAYED, 0, PROCEDURE_OUT(count_ret),                              \
                  PROCEDURE_BY(empty_list, NONE), .relay = RELAY_##of)
/* Empty, the results of all these have one form. */
#define RELAYED_NAMES(number, name, of)                                                            \
    PROCEDURE_ROW(number, name, RELAYED, 0, PROCEDURE_IN(max_names_args),                          \
                  PROCEDURE_OUT(connect_list_storage_pools_ret), PROCEDURE_BY(empty_list, NONE),   \
                  .relay = RELAY_##of)
#define RELAYED_LIST(number, name, of)                                                             \
    PROCEDURE_ROW(number, name, RELAYED, 0, PROCEDURE_IN(list_args),                               \
                  PROCEDURE_OUT(connect_list_all_storage_pools_ret),                               \
                  PROCEDURE_BY(empty_list, NONE), .relay = RELAY_##of)
#define RELAYED_LOOKUP(number, name, in, of)                                                       \
    PROCEDURE_ROW(number, name, RELAYED, 0, PROCEDURE_IN(in), PROCEDURE_BY(name, NONE),            \
                  .relay = RELAY_##of)
