/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/workers.h"

/*
 * The job of one guest.  Whoever changes the guest or talks to its QEMU holds it; there is one.
 *
 * Waiting for the job takes no thread: the task runs on a worker once the job is granted, or is
 * refused when it has waited too long.  Thread-safe.
 *
 * The job goes to waiting tasks by kind: JOB_DESTROY first, then JOB_CLEANUP, then JOB_MODIFY and
 * JOB_QUERY alike; first come, first served within a rank.  So a guest is destroyed before its QEMU
 * is asked anything more, and what QEMU has reported is applied before a client reads or changes
 * the guest.
 *
 * The queue is bounded: clients' tasks by the limit of calls per client; tasks that QEMU's events
 * cause by their key, since at most one task of a key waits.
 */
typedef enum {
    JOB_NONE,    /* no job needed */
    JOB_QUERY,   /* asks QEMU and changes nothing */
    JOB_MODIFY,  /* changes the guest */
    JOB_DESTROY, /* ends it */
    JOB_CLEANUP, /* handles what QEMU has reported; never times out */
} JobKind;

/* A task that needs the job.  Exactly one of its functions is called, once. run(): on a worker with
 * the job held, which is released when it returns. refused(): on the main thread, when the task has
 * waited too long; never for JOB_CLEANUP. replaced(): inside the jobs_request() that puts another
 * task in its place. */
typedef struct {
    void (*run)(void *user);
    void (*refused)(const GError *why, void *user);
    void *user;
    /* (static, nullable) Names the kind of work.  A new task takes the place of a waiting one with
     * the same key.  Every JOB_CLEANUP has one. */
    const char *key;
    void (*replaced)(void *user); /* nullable: nothing to free; only for those with a key */
} JobTask;

typedef struct Jobs Jobs;

/* Returns: (owned) a free job; @workers is borrowed.  @timeout_ms: how long a task waits at
 * most. */
Jobs *jobs_new(Workers *workers, unsigned timeout_ms);
void jobs_free(Jobs *jobs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Jobs, jobs_free)

/* Runs @task once the job is granted to it.  From any thread; never blocks. */
void jobs_request(Jobs *jobs, JobKind kind, const JobTask *task);

/* Takes the job for the calling thread if it is free and nothing waits for it; jobs_end() releases
 * it.  Any thread; never blocks.  Returns: false when the job was not free. */
bool jobs_try(Jobs *jobs, JobKind kind);
void jobs_end(Jobs *jobs);

/* Returns: the kind of the task that holds the job; JOB_NONE when it is free.  Any thread. */
JobKind jobs_current(Jobs *jobs);

/* Returns: whether a task of @kind waits for the job.  Any thread. */
bool jobs_is_awaited(Jobs *jobs, JobKind kind);
