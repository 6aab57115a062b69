/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/try_out.h"

#include "base/thread_role.h"
#include "qemu/process.h"
#include "qemu/readback.h"

/* A machine of 31 host bridges and 992 devices takes 45 seconds. */
enum { TIMEOUT_MS = 90000 };

Placement *
try_out(const char *const *words, const OtherUser *other_user, GError **error)
{
    g_autoptr(Process) process = NULL;
    g_autoptr(Qmp) qmp = NULL;
    Placement *placement = NULL;

    assert_may_block();
    process = process_start_qmp(words, other_user, TIMEOUT_MS, &qmp, error);
    if (process == NULL)
        return NULL;
    placement = readback_qmp(qmp, NULL, TIMEOUT_MS, error);
    /* It has nothing to lose, and a signal is quicker than its own way out. */
    process_kill(process);
    return placement;
}
