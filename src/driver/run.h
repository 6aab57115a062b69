/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "helper/helper_set.h"
#include "helper/logger.h"
#include "host/undo_list.h"
#include "qemu/monitor.h"

/*
 * One run of a guest: its QEMU process, from start to end.
 *
 * Shared by the guest and whoever talks to its QEMU.  Constant once it is published in the guest,
 * apart from what @lock guards and what the comments say otherwise.  Nothing blocks unless it says
 * so.
 */
typedef struct Run Run;
struct Run {
    gatomicrefcount references;
    int id; /* the guest's number while it runs */
    pid_t pid;
    int pid_fd;         /* readable when the process has ended */
    char *folder;       /* (owned) the path of this run's folder */
    int log_fd;         /* (owned) to read QEMU's log; -1: none */
    HelperSet *helpers; /* (owned) the helper processes */
    Logger *logger; /* (owned, nullable) the process that writes QEMU's logs, if this daemon started
                       it */
    UndoList *undo; /* (owned) what the run has taken from the host; for the holder of the job */
    bool is_returning;  /* taken over, but QEMU has not answered this daemon yet; for the holder of
                           the job */
    bool is_left_alone; /* taken over without talking to QEMU, ever: see take_over_all() */
    GSource *watch; /* (owned, nullable) watches for the end of the process, on the main thread */
    gint64 balloon_us;    /* main thread only: when the balloon's size was last recorded */
    bool is_balloon_due;  /* main thread only: it must be recorded again */
    GMutex lock;          /* guards what follows */
    uint64_t balloon_kib; /* the guest's memory by QEMU's last report */
    Monitor *monitor;     /* (owned, nullable) see run_set_monitor() */
    GArray *vcpus;        /* (owned) see run_set_vcpus(); the array itself is immutable */
    bool is_ending;       /* the daemon is ending it: the end of the process is expected */
    bool is_down;         /* the guest has shut down and QEMU waits for a command (-no-shutdown) */
    bool wants_reboot;    /* the shutdown request is the first half of a reboot */
    bool is_crashed;      /* the guest has panicked */
    unsigned n_changes;   /* state changes reported by QEMU, see run_n_changes() */
    int pause_reason;     /* virDomainPausedReason of the stop that we requested */
};

/* How long a QMP command may take. */
enum { RUN_COMMAND_TIMEOUT_MS = 30000 };

/* Returns: (owned) a run without a process.  Takes @undo. */
Run *run_new(UndoList *undo);
Run *run_ref(Run *run);
void run_unref(Run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Run, run_unref)

/* Sets the monitor (ref taken) and closes the previous one.  For the holder of the guest's job. */
void run_set_monitor(Run *run, Monitor *monitor);

/* Returns: (owned, nullable) the monitor.  It stays valid for the caller; once it is closed, its
 * calls fail.  Any thread.  Errors: OPERATION_INVALID when the run has none, as during a
 * take-over. */
Monitor *run_monitor(Run *run, GError **error);

/* Closes the monitor, if there is one.  Any thread. */
void run_close_monitor(Run *run);

/* Publishes the thread (pid_t, 0: not plugged) of each vCPU, by its number.  Takes @threads, which
 * must not change afterwards.  For the holder of the guest's job. */
void run_set_vcpus(Run *run, GArray *threads);

/* Returns: (owned) the published threads, to be read only; empty at first.  Any thread. */
GArray *run_vcpus(Run *run);

/* Makes all current and later commands to QEMU fail with a copy of @why, see monitor_interrupt().
 * Any thread. */
void run_interrupt(Run *run, const GError *why);

/* Runs the QMP command @command with @arguments (borrowed, nullable).  Blocks, at most
 * RUN_COMMAND_TIMEOUT_MS: on a worker that holds the guest's job.  Returns: (owned, nullable) its
 * result.  Errors: run_monitor()'s, monitor_execute()'s. */
JsonNode *run_execute(Run *run, const char *command, JsonObject *arguments, GError **error);

/* The same when only success matters. */
bool run_do(Run *run, const char *command, JsonObject *arguments, GError **error);

/* Counts a state change that QEMU has reported; and returns how many there were.  A queried state
 * is out of date when the count has changed since the query was sent.  Any thread. */
void run_note_change(Run *run);
unsigned run_n_changes(Run *run);

/* Sets @flag, one of the members that @lock guards, under the lock.  Any thread.  Returns: its
 * previous value. */
bool run_exchange(Run *run, bool *flag, bool value);
