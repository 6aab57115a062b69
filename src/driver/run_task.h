/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * A task about one run of a guest, to be run later on a worker or in the main loop.
 */
typedef struct {
    Driver *driver;
    Guest *guest; /* (owned) */
    Run *run;     /* (owned) */
} RunTask;

/* Returns: (owned) a task with references of @guest and @run. */
RunTask *run_task_new(Driver *driver, Guest *guest, Run *run);

/* @task: a RunTask; for JobTask.replaced and GDestroyNotify. */
void run_task_free(void *task);
