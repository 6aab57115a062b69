/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/thread_role.h"

#include <glib.h>

static _Thread_local bool is_serving = false;

void
thread_role_begin_serving(void)
{
    is_serving = true;
}

void
thread_role_end_serving(void)
{
    is_serving = false;
}

void
thread_role_check_may_block(const char *function)
{
    if (is_serving)
        g_error("%s() may block, and was called on the thread that serves clients", function);
}
