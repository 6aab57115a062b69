/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/verify.h"

#include "plan/verification.h"
#include "qemu/readback.h"

bool
verify_run(Driver *driver, Run *run, const Plan *plan, GError **error)
{
    g_autoptr(Monitor) monitor = NULL;
    g_autoptr(Placement) wanted = NULL;
    g_autoptr(Placement) found = NULL;

    if (!verification_is_asked_for(plan, driver->config->verifies_guests))
        return true;
    wanted = verification_wanted(plan, false);
    monitor = run_monitor(run, error);
    if (monitor != NULL)
        found = readback_monitor(monitor, wanted, RUN_COMMAND_TIMEOUT_MS, error);
    return found != NULL && verification_check(wanted, found, error);
}
