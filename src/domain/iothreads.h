/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "qemu/argv.h"

/*
 * QEMU's I/O threads for disks and SCSI controllers: <iothreads>, <iothreadids>.
 */
typedef struct {
    OptionalUint max;          /* ns that it polls before it sleeps; 0: never */
    OptionalUint grow, shrink; /* factors by which the time changes; 0: QEMU's own */
    OptionalUint weight;       /* of the newest interval in the mean */
} IothreadPoll;

typedef struct {
    OptionalUint id;
    OptionalUint pool_min, pool_max; /* worker threads */
    IothreadPoll poll;
} Iothread;

typedef struct {
    GPtrArray *list; /* (owned, nullable) Iothread *; after complete() one for each thread, if the
                        document names any */
} IothreadIds;

/* QEMU's main loop, which serves devices without an I/O thread. */
typedef struct {
    OptionalUint pool_min, pool_max;
} DefaultIothread;

typedef struct {
    OptionalUint count;
    IothreadIds ids;
    DefaultIothread main;
} DomainIothreads;

extern const XmlBinding iothread_ids_binding;
extern const XmlBinding default_iothread_binding;

/* The most that a guest may have. */
enum { IOTHREADS_MAX = 1024 };

/* The most that QEMU takes for a number of <poll>. */
#define IOTHREAD_POLL_MOST G_MAXINT64

#define DOMAIN_IOTHREADS_ROWS                                                                      \
    XML_LEAF("iothreads", Domain, iothreads.count, xml_type_uint, .max = IOTHREADS_MAX),           \
        XML_INLINE("iothreadids", Domain, iothreads.ids, iothread_ids_binding),                    \
        XML_INLINE("defaultiothread", Domain, iothreads.main, default_iothread_binding)

/* Whether @domain has the thread @id; after iothreads_complete(). */
bool iothreads_has(const Domain *domain, uint64_t id);

/* DomainSection.complete: makes the count and the list of ids agree.  When the document names any
 * id, the rest get the lowest free ones, from 1. */
void iothreads_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.check.  Errors for an id used twice, more than IOTHREADS_MAX threads, and pool
 * sizes that are out of order or that this QEMU (before 7.1) does not take, and for what its
 * threads cannot be told of polling. */
void iothreads_check(const Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.argv: an iothread object for each thread. */
void iothreads_argv(const Domain *domain, const DomainContext *context, Argv *argv);
