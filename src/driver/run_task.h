/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "driver/driver.h"

/*
 * What is to be done about one run of a guest, later: on a worker, or in the main loop.
 */
typedef struct {
    Driver *driver;
    Guest *guest; /* (owned) */
    Run *run;     /* (owned) */
} RunTask;

/* Returns: (owned) a task that keeps @guest and @run. */
RunTask *run_task_new(Driver *driver, Guest *guest, Run *run);

/* @task: a RunTask; for JobTask.replaced and GDestroyNotify. */
void run_task_free(void *task);
