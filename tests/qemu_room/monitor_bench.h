/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "qemu/monitor.h"

enum { LONG_MS = 120000 };

/*
 * A monitor whose QEMU is the test: it reads and writes lines of the other end.  The "main thread"
 * is one of its own.
 */
typedef struct {
    Monitor *monitor;
    int monitor_fd; /* the monitor's own */
    FILE *input;    /* nullable: the peer's end */
    int peer_fd;
    GMainContext *context;
    GMainLoop *loop;
    GThread *main_thread;
    GMutex lock; /* of what follows */
    GCond changed;
    GString *events; /* "NAME " each */
    char *why;
    unsigned n_closed, n_freed, n_turns;
    bool closes_at_event;
    bool echoes;       /* each event makes the peer send another */
    bool is_elsewhere; /* a handler was called on another thread */
} Bench;

/* One command that runs on a thread of its own. */
typedef struct {
    Bench *bench;
    const char *name; /* NULL: opens the monitor */
    JsonObject *message;
    int timeout_ms;
    GThread *thread;
    JsonNode *answer;
    JsonObject *whole;
    bool is_open;
    GError *error;
} Call;

void call_clear(Call *call);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Call, call_clear)

/* Runs it; a @timeout_ms of 0 means LONG_MS.  One of the others must follow. */
void call_start(Call *call, Bench *bench);
void call_wait(Call *call);
void call_expect(Call *call, const char *answer);
void call_expect_error(Call *call, int code, const char *words);

/* Returns: (owned) the next message that the peer gets. */
JsonObject *peer_take(Bench *bench);

/* Takes a command, which must be @name.  Returns: its id. */
int64_t peer_take_command(Bench *bench, const char *name);

void peer_say(Bench *bench, const char *format, ...) G_GNUC_PRINTF(2, 3);
void peer_answer(Bench *bench, int64_t id, const char *answer);
void peer_close(Bench *bench);

/* Waits until @counter, one of the bench's, is not 0. */
void bench_await(Bench *bench, const unsigned *counter);
/* Until there are these events; NULL: any. */
void bench_await_events(Bench *bench, const char *events);

/* Closes the monitor; to be called on its main thread. */
gboolean bench_close_monitor(gpointer bench);

/* Says that one more command works, or fails so. */
void bench_expect_works(Bench *bench);
void bench_expect_failure(Bench *bench, int code, const char *words);

/* How often the monitor has been closed by now. */
unsigned bench_n_closed(Bench *bench);

/* A monitor; one that has been opened. */
void bench_set_up(Bench *bench, gconstpointer user);
void bench_set_up_open(Bench *bench, gconstpointer user);
void bench_tear_down(Bench *bench, gconstpointer user);
