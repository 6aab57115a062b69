/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * Running, standing still, shutting down, starting anew: what clients ask for, and what QEMU then
 * says that has become of it.
 */

/* Errors of all: OPERATION_INVALID when the guest does not run, run_execute()'s. */
bool suspend_guest(Driver *driver, Guest *guest, GError **error);
bool resume_guest(Driver *driver, Guest *guest, GError **error);
bool reset_guest(Guest *guest, unsigned flags, GError **error);
bool inject_nmi_guest(Guest *guest, unsigned flags, GError **error);

/* Ask the guest's system to shut down or to reboot; it may well not.  @flags:
 * VIR_DOMAIN_SHUTDOWN_*, VIR_DOMAIN_REBOOT_*. */
bool shut_down_guest(Guest *guest, unsigned flags, GError **error);
bool reboot_guest(Guest *guest, unsigned flags, GError **error);

/* What QEMU said: on the main thread; these never block. */
void power_on_stop(Driver *driver, Guest *guest, Run *run);
void power_on_resume(Driver *driver, Guest *guest);
void power_on_shutdown(Driver *driver, Guest *guest, Run *run, bool is_guest, const char *reason);
void power_on_reset(Driver *driver, Guest *guest, Run *run, bool is_guest);
void power_on_panic(Driver *driver, Guest *guest, Run *run);
