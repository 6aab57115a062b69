/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/workers.h"

/*
 * The jobs of one guest: whoever changes it, or talks to its QEMU, holds its one job.
 *
 * Whoever waits for the job holds no thread: he is called on a worker when it is his turn, or told
 * that it took too long.  Thread-safe.
 */
typedef enum {
    JOB_NONE,    /* needs none */
    JOB_QUERY,   /* asks QEMU and changes nothing */
    JOB_MODIFY,  /* changes the guest */
    JOB_DESTROY, /* ends it: goes before all who wait */
    JOB_CLEANUP, /* it has ended: the same, and waits as long as it takes */
} JobKind;

/* What is to be done.  Exactly one of the two is called, once, on a worker or, for refused(), on
 * the main thread; a JOB_CLEANUP is never refused.  After run() the job is given to the next. */
typedef struct {
    void (*run)(void *user);
    void (*refused)(const GError *why, void *user);
    void *user;
} JobTask;

typedef struct Jobs Jobs;

/* Returns: (owned) no job, nobody waiting; @workers borrowed.  @timeout_ms: how long one waits. */
Jobs *jobs_new(Workers *workers, unsigned timeout_ms);
void jobs_free(Jobs *jobs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Jobs, jobs_free)

/* Has @task run when it holds the job. */
void jobs_request(Jobs *jobs, JobKind kind, const JobTask *task);

/* Takes the job for the calling thread if it is free and nobody waits: for who must not wait, and
 * for the main thread.  It is given back by jobs_end(). */
bool jobs_try(Jobs *jobs, JobKind kind);
void jobs_end(Jobs *jobs);

/* What the holder does; JOB_NONE when there is none. */
JobKind jobs_current(Jobs *jobs);

/* Whether somebody waits for the job to do @kind. */
bool jobs_is_awaited(Jobs *jobs, JobKind kind);
