/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

#include "driver/driver.h"
#include "driver/driver_life.h"

/*
 * A real driver that takes over one running guest whose QEMU is the caller.
 *
 * The guest's process is a child that listens at its monitor's socket and sleeps, so that the
 * driver finds the process that it looks for; the conversation is the caller's.  The emulator's
 * capabilities come from a recording, by way of the cache.  Single-threaded but for the driver's
 * workers.
 */
typedef struct {
    GMainContext *context;
    Driver *driver;
    Guest *guest; /* NULL: it was not there to be taken over any more */
    pid_t child;
    int listener;
    int peer;        /* QEMU's end of the monitor; -1: closed */
    bool is_awaited; /* somebody waits for something that is no answer: no command will come */
    GString *pieces; /* what came from the driver and is not whole yet */
} FalseQemu;

/* Starts the guest's process, and a driver that takes it over, as far as its connection. */
void false_qemu_open(FalseQemu *qemu);

/* Ends the process if it has not ended, and waits until the driver has seen to it. */
void false_qemu_close(FalseQemu *qemu);

/* Ends the driver in the middle of what it does, and starts another. */
void false_qemu_restart_driver(FalseQemu *qemu);

/* Says @length bytes, with or without a line's end. */
void false_qemu_say(FalseQemu *qemu, const char *bytes, size_t length);
void false_qemu_say_line(FalseQemu *qemu, const char *bytes, size_t length);

/* Waits until the driver has sent a command.  Returns: its id; -1 when the driver is at rest and
 * has sent none. */
gint64 false_qemu_take_command(FalseQemu *qemu);

/* Returns: (owned) the names of all commands that were taken so far, in alphabetical order. */
char *false_qemu_commands(void);

/* Closes the monitor. */
void false_qemu_hang_up(FalseQemu *qemu);

/* Lets the driver's main thread and workers do what they can now. */
void false_qemu_settle(FalseQemu *qemu);
