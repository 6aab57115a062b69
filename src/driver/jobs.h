/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/workers.h"

/*
 * The jobs of one guest: whoever changes it, or talks to its QEMU, holds its one job.
 *
 * Whoever waits for the job holds no thread: the task runs on a worker when its turn has come, or
 * is told that this took too long.  Thread-safe.
 *
 * The job goes to the waiting tasks by kind: first JOB_DESTROY, then JOB_CLEANUP, then JOB_MODIFY
 * and JOB_QUERY alike; those of one rank in the order in which they came.  A guest is thus ended
 * before its QEMU is asked anything more, and what its QEMU has told is in the guest before a
 * client changes or reads it.
 *
 * How many tasks wait is bounded: those of clients by the calls that a client may have under way,
 * those that a QEMU causes by their key, of which at most one waits.
 */
typedef enum {
    JOB_NONE,    /* needs none */
    JOB_QUERY,   /* asks QEMU and changes nothing */
    JOB_MODIFY,  /* changes the guest */
    JOB_DESTROY, /* ends it */
    JOB_CLEANUP, /* follows up what has happened to it; waits as long as it takes */
} JobKind;

/* What is to be done.  Exactly one of run(), refused() and replaced() is called, once: run() on a
 * worker, after which the job is given to the next; refused() on the main thread when the task has
 * waited too long, which never happens to a JOB_CLEANUP; replaced() by the jobs_request() that put
 * another task in its place. */
typedef struct {
    void (*run)(void *user);
    void (*refused)(const GError *why, void *user);
    void *user;
    /* (static, nullable) Names the kind of work.  A task with the key of one that waits takes its
     * place in the queue.  A JOB_CLEANUP has one. */
    const char *key;
    void (*replaced)(void *user); /* nullable: nothing to free; only for those with a key */
} JobTask;

typedef struct Jobs Jobs;

/* Returns: (owned) no job, nobody waiting; @workers borrowed.  @timeout_ms: how long one waits. */
Jobs *jobs_new(Workers *workers, unsigned timeout_ms);
void jobs_free(Jobs *jobs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Jobs, jobs_free)

/* Runs @task once the job is granted to it.  From any thread; never blocks. */
void jobs_request(Jobs *jobs, JobKind kind, const JobTask *task);

/* Takes the job for the calling thread if it is free and nobody waits: for who must not wait, and
 * for the main thread.  It is given back by jobs_end(). */
bool jobs_try(Jobs *jobs, JobKind kind);
void jobs_end(Jobs *jobs);

/* What the holder does; JOB_NONE when there is none. */
JobKind jobs_current(Jobs *jobs);

/* Whether somebody waits for the job to do @kind. */
bool jobs_is_awaited(Jobs *jobs, JobKind kind);
