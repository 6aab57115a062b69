/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "qemu/argv.h"

/*
 * What a guest is called, and what becomes of it when it stops.
 */
typedef enum {
    ACTION_NONE,
    ACTION_DESTROY,
    ACTION_RESTART,
    ACTION_PRESERVE,
    ACTION_RENAME_RESTART,
    ACTION_COREDUMP_DESTROY,
    ACTION_COREDUMP_RESTART,
} Action;

extern const NameTable action_names;

/* What is to happen to a guest whose disks' locks are lost: for a lock manager, and kept as it is.
 */
typedef enum {
    LOCK_FAILURE_NONE,
    LOCK_FAILURE_POWEROFF,
    LOCK_FAILURE_RESTART,
    LOCK_FAILURE_PAUSE,
    LOCK_FAILURE_IGNORE
} LockFailure;

extern const NameTable lock_failure_names;

/* <pm>: which states a guest may be put to sleep in by ACPI. */
typedef struct {
    Tristate enabled;
} PowerState;

typedef struct {
    PowerState to_memory, to_disk;
} PowerStates;

extern const XmlBinding power_states_binding;

void lifecycle_complete(Domain *domain, const DomainContext *context, Report *report);
/* Reports those of the three actions that cannot be. */
void lifecycle_check_actions(const Domain *domain, Report *report);

void lifecycle_check(const Domain *domain, const DomainContext *context, Report *report);

/* -name, -S, and the key that secrets are handed over with. */
void lifecycle_head_argv(const Domain *domain, const DomainContext *context, Argv *argv);
/* -accel. */
void lifecycle_accel_argv(const Domain *domain, const DomainContext *context, Argv *argv);
/* -uuid, -display, what keeps QEMU from adding anything by itself, and the monitor. */
void lifecycle_identity_argv(const Domain *domain, const DomainContext *context, Argv *argv);
/* -no-shutdown, -no-reboot. */
void lifecycle_stop_argv(const Domain *domain, const DomainContext *context, Argv *argv);
/* -sandbox, -msg. */
void lifecycle_tail_argv(const Domain *domain, const DomainContext *context, Argv *argv);
