/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "domain/domain.h"
#include "helper/helper_set.h"
#include "host/driver_config.h"
#include "host/undo_list.h"
#include "qemu/detached.h"

/* What helper processes are started for, all borrowed. */
typedef struct {
    const DriverConfig *config;
    const OtherUser *qemu_user; /* nullable, as the next one: see DriverConfig */
    const OtherUser *swtpm_user;
    const Domain *domain; /* the guest's; its devices have their ids */
    const DomainContext *context;
    const char *folder; /* their working directory */
    UndoList *undo;     /* has a writer */
    HelperSet *helpers; /* where they are added */
} HelperStart;

/* The start, and the device, that a helper process is for. */
typedef struct {
    const HelperStart *start;
    const Device *device;
} HelperCase;

/* Starts the process of @helper as @request says, which lacks the members that are the same for all
 * (output and confirm).  It is in the undo list, written down, before it executes.  On a worker.
 * Errors: SYSTEM_ERROR, those of undo_write(). */
bool helper_launch(const HelperStart *start, Helper *helper, DetachedRequest request,
                   GError **error);

/* Runs @program, which creates something and ends by itself, and waits for its end.  It goes on
 * when the daemon ends.  On a worker.  Errors: OPERATION_TIMEOUT; INTERNAL_ERROR with its output
 * when it fails. */
bool helper_launch_brief(const HelperCase *what, const char *program, DetachedRequest request,
                         GError **error);
