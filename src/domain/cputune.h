/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"

/*
 * <cputune>: scheduling of QEMU's threads on the host.  QEMU gets none of it: the daemon sets the
 * affinity of threads, and the rest is only kept.
 */
typedef struct {
    unsigned line;
    OptionalUint thread; /* number of the vcpu, or id of the iothread */
    char *cpuset;
} ThreadPin;

typedef struct {
    char *cpuset;
} EmulatorPin;

typedef enum {
    SCHEDULER_NONE,
    SCHEDULER_BATCH,
    SCHEDULER_IDLE,
    SCHEDULER_FIFO,
    SCHEDULER_RR,
} Scheduler;

typedef struct {
    unsigned line;
    char *threads; /* numbers of vcpus, ids of iothreads: "0-3,5" */
    Scheduler scheduler;
    OptionalInt priority; /* for fifo and rr */
} ThreadScheduler;

typedef struct {
    OptionalUint shares, period, global_period, emulator_period, iothread_period;
    OptionalInt quota, global_quota, emulator_quota, iothread_quota;
    GPtrArray *vcpu_pins; /* (owned, nullable) ThreadPin * */
    EmulatorPin emulator_pin;
    GPtrArray *iothread_pins;       /* (owned, nullable) ThreadPin * */
    GPtrArray *vcpu_schedulers;     /* (owned, nullable) ThreadScheduler * */
    GPtrArray *iothread_schedulers; /* (owned, nullable) ThreadScheduler * */
    ThreadScheduler emulator_scheduler;
} DomainCpuTune;

extern const XmlBinding cputune_binding;

/* Ranges of a period and of a quota in microseconds, by the kernel. */
#define CPUTUNE_MIN_PERIOD 1000
#define CPUTUNE_MAX_PERIOD 1000000
#define CPUTUNE_MIN_QUOTA 1000
#define CPUTUNE_MAX_QUOTA 17592186044415

/* Returns: (borrowed) the element of @domain, to be changed; an empty one is made when there is
 * none.  Call cputune_close() behind it. */
DomainCpuTune *cputune_open(Domain *domain);

/* Frees the element when nothing is left in it. */
void cputune_close(Domain *domain);

/* Sorts @pins (ThreadPin *) by thread. */
void cputune_sort_pins(GPtrArray *pins);

/* DomainSection.complete: sorts the pins and schedulers, drops quotas of 0, and with a warning pins
 * of vCPUs that do not exist; closes the element. */
void cputune_complete(Domain *domain, const DomainContext *context, Report *report);

/* DomainSection.check.  Errors for pins and schedulers of threads that do not exist or that occur
 * twice, for priorities that the scheduler does not take, and for quotas out of range. */
void cputune_check(const Domain *domain, const DomainContext *context, Report *report);
