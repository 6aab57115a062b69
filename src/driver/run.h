/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "helper/helpers.h"
#include "helper/logger.h"
#include "host/undo_list.h"
#include "qemu/monitor.h"

/*
 * One run of a guest: its QEMU process, from start to end.
 *
 * Shared between the guest and whoever talks to QEMU just now.  Constant once it was published with
 * the guest, but for what @lock guards.
 */
typedef struct Run Run;
struct Run {
    gatomicrefcount references;
    int id; /* the guest's number while it runs */
    pid_t pid;
    int pid_fd;           /* readable when the process has ended */
    char *folder;         /* (owned) that is this run's alone */
    int log_fd;           /* (owned) to read QEMU's log; -1: none */
    Helpers *helpers;     /* (owned) what runs beside QEMU */
    Logger *logger;       /* (owned, nullable) what writes QEMU's logs, if we have started it */
    UndoList *undo;       /* (owned) what it has taken from the host; for the job's holder */
    bool is_returning;    /* this daemon has not spoken with its QEMU yet; for the job's holder */
    bool is_left_alone;   /* nor will it: see take_over_all() */
    GSource *watch;       /* (owned, nullable) tells the main thread of its end */
    gint64 balloon_us;    /* main thread only: when the balloon's size was noted last */
    bool is_balloon_due;  /* main thread only: it is to be noted again */
    GMutex lock;          /* of what follows */
    uint64_t balloon_kib; /* the guest's memory, as QEMU has told last */
    Monitor *monitor;     /* (owned, nullable) see run_set_monitor() */
    GArray *vcpus;        /* (owned) see run_set_vcpus(); constant once it is here */
    bool is_ending;       /* somebody ends it: its end is no news */
    bool is_down;       /* the guest has shut down; QEMU stands still until it is told what to do */
    bool wants_reboot;  /* the shutdown that was asked for is half of a reboot */
    bool is_crashed;    /* the guest has said that it panicked */
    unsigned n_changes; /* of the guest's state that QEMU has told of, see run_n_changes() */
    int pause_reason;   /* virDomainPausedReason of the stop that we asked for */
};

/* How long QEMU may take for an answer. */
enum { RUN_COMMAND_TIMEOUT_MS = 30000 };

/* Returns: (owned) a run without a process.  Takes @undo. */
Run *run_new(UndoList *undo);
Run *run_ref(Run *run);
void run_unref(Run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Run, run_unref)

/* Gives it a monitor (ref taken), and closes the one that it had.  For the holder of the guest's
 * job. */
void run_set_monitor(Run *run, Monitor *monitor);

/* Returns: (owned, nullable) the monitor, which stays usable for the caller whatever becomes of the
 * run: once it is closed, its calls fail.  From any thread.  Errors: OPERATION_INVALID where the
 * run has none, since a daemon that was restarted has not found it yet. */
Monitor *run_monitor(Run *run, GError **error);

/* Closes the monitor, if there is one.  From any thread. */
void run_close_monitor(Run *run);

/* Publishes which thread (pid_t, 0: not plugged) each virtual CPU has, by its number; @threads is
 * owned from here on and never changed again. */
void run_set_vcpus(Run *run, GArray *threads);

/* Returns: (owned) the threads that were published last; none at first.  From any thread. */
GArray *run_vcpus(Run *run);

/* Has whoever talks to QEMU fail with a copy of @why, see monitor_interrupt().  From any thread. */
void run_interrupt(Run *run, const GError *why);

/* Has QEMU run @command with @arguments (borrowed, nullable).  Returns: (owned, nullable) what it
 * returned.  Errors: monitor_execute()'s. */
JsonNode *run_execute(Run *run, const char *command, JsonObject *arguments, GError **error);

/* The same where only success counts. */
bool run_do(Run *run, const char *command, JsonObject *arguments, GError **error);

/* QEMU has told of a new state; and how often it has.  A state that was asked for is out of date
 * when that number is another afterwards.  From any thread. */
void run_note_change(Run *run);
unsigned run_n_changes(Run *run);

/* Sets one of the flags that @lock guards.  Returns: what it was. */
bool run_exchange(Run *run, bool *flag, bool value);
