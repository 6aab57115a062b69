/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/run_task.h"

RunTask *
run_task_new(Driver *driver, Guest *guest, Run *run)
{
    RunTask *task = g_new0(RunTask, 1);

    *task = (RunTask){driver, guest_ref(guest), run_ref(run)};
    return task;
}

void
run_task_free(void *task)
{
    RunTask *it = task;

    guest_unref(it->guest);
    run_unref(it->run);
    g_free(it);
}
