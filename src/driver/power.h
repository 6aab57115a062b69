/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Pausing, resuming, shutting down and resetting a guest: clients' requests, and QEMU's events that
 * report the outcome.
 */

/* Requests.  On a worker that holds the guest's job.  @flags: 0.  Errors of all: OPERATION_INVALID
 * when the guest does not run, INVALID_ARG for unknown flags, run_execute()'s. */
bool suspend_guest(Driver *driver, Guest *guest, GError **error);
bool resume_guest(Driver *driver, Guest *guest, GError **error);
bool reset_guest(Guest *guest, unsigned flags, GError **error);
bool inject_nmi_guest(Guest *guest, unsigned flags, GError **error);

/* Ask the guest's operating system to shut down or reboot; it may ignore that.  @flags:
 * VIR_DOMAIN_SHUTDOWN_*, VIR_DOMAIN_REBOOT_*.  Thread and errors: as above. */
bool shut_down_guest(Guest *guest, unsigned flags, GError **error);
bool reboot_guest(Guest *guest, unsigned flags, GError **error);

/* Handlers of QEMU's events (STOP, RESUME, SHUTDOWN, RESET, GUEST_PANICKED).  On the main thread,
 * and never block: what takes longer is queued for the guest's job.  suspend_guest() and
 * resume_guest() call the first two on their worker. */
void power_on_stop(Driver *driver, Guest *guest, Run *run);
void power_on_resume(Driver *driver, Guest *guest);
void power_on_shutdown(Driver *driver, Guest *guest, Run *run, bool is_guest, const char *reason);
void power_on_reset(Driver *driver, Guest *guest, Run *run, bool is_guest);
void power_on_panic(Driver *driver, Guest *guest, Run *run);
