/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/device.h"
#include "qemu/argv.h"

/*
 * The guest's names, its virtualization type, and its lifecycle actions.
 */
typedef enum {
    ACTION_NONE,
    ACTION_DESTROY,
    ACTION_RESTART,
    ACTION_PRESERVE,
    ACTION_RENAME_RESTART,
    ACTION_COREDUMP_DESTROY,
    ACTION_COREDUMP_RESTART,
    ACTION_PRESERVE_RUNNING,
} Action;

extern const NameTable action_names;

/* What a lock manager does when a guest loses its disks' locks; only kept. */
typedef enum {
    LOCK_FAILURE_NONE,
    LOCK_FAILURE_POWEROFF,
    LOCK_FAILURE_RESTART,
    LOCK_FAILURE_PAUSE,
    LOCK_FAILURE_IGNORE
} LockFailure;

extern const NameTable lock_failure_names;

/* <pm>: ACPI sleep states of the guest. */
typedef struct {
    Tristate enabled;
} PowerState;

typedef struct {
    PowerState to_memory, to_disk;
} PowerStates;

extern const XmlBinding power_states_binding;

/* DomainSection.complete: type qemu, a random UUID, the emulator, and libvirt's default actions.
 * Drops an empty title or description and the id of a running guest. */
void lifecycle_complete(Domain *domain, const DomainContext *context, Report *report);

/* Reports those of the three actions that are not possible. */
void lifecycle_check_actions(const Domain *domain, Report *report);

/* DomainSection.check.  Errors for an invalid name or title, for KVM where the host does not have
 * it, and those of lifecycle_check_actions(). */
void lifecycle_check(const Domain *domain, const DomainContext *context, Report *report);

/* -name; and unless it is for a shell -S, and the master key for secrets. */
void lifecycle_head_argv(const Domain *domain, const DomainContext *context, Argv *argv);

/* -accel. */
void lifecycle_accel_argv(const Domain *domain, const DomainContext *context, Argv *argv);

/* -uuid, -display, -nodefaults and the like, and the monitor. */
void lifecycle_identity_argv(const Domain *domain, const DomainContext *context, Argv *argv);

/* -no-shutdown, -no-reboot. */
void lifecycle_stop_argv(const Domain *domain, const DomainContext *context, Argv *argv);

/* -sandbox, -msg. */
void lifecycle_tail_argv(const Domain *domain, const DomainContext *context, Argv *argv);
