/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Only the thread that serves clients must not block, and only while it serves.
 */
#include "base/thread_role.h"

#include <glib.h>

#include "base/workers.h"

static void *
block(void *user)
{
    assert_may_block();
    return user;
}

static void
test_who_may(void)
{
    int mark = 0;

    block(NULL);
    thread_role_begin_serving();
    g_assert_true(g_thread_join(g_thread_new("worker", block, &mark)) == &mark);
    thread_role_end_serving();
    block(NULL);
}

static void
test_who_may_not(void)
{
    if (g_test_subprocess()) {
        thread_role_begin_serving();
        block(NULL);
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_failed();
    g_test_trap_assert_stderr("*block() may block*serves clients*");
}

static void
never(const GError *why, void *user)
{
    (void)why;
    (void)user;
}

/* Whatever says that it may take long says that it may block. */
static void
test_who_may_not_wait(void)
{
    WorkerWait wait = {never, NULL};

    if (g_test_subprocess()) {
        thread_role_begin_serving();
        workers_begin_wait(&wait);
        return;
    }
    g_test_trap_subprocess(NULL, 0, 0);
    g_test_trap_assert_failed();
    g_test_trap_assert_stderr("*workers_begin_wait() may block*");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/thread_role/may", test_who_may);
    g_test_add_func("/thread_role/may-not", test_who_may_not);
    g_test_add_func("/thread_role/may-not-wait", test_who_may_not_wait);
    return g_test_run();
}
