/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/helper.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "qemu/detached.h"

enum { LONG_MS = 120000 };

/* Returns: (owned) a helper that runs @script. */
static Helper *
start(const char *script)
{
    const char *const words[] = {"/bin/sh", "-c", script, NULL};
    Helper *helper = helper_new("sh", "fs0");
    g_autoptr(GError) error = NULL;
    DetachedRequest request = {.words = words};

    helper->log_fd = memfd_create("log", MFD_CLOEXEC);
    request.output_fd = helper->log_fd;
    helper->pid = detached_start(&request, &helper->pid_fd, &error);
    g_assert_no_error(error);
    helper->start_time = detached_start_time(helper->pid);
    return helper;
}

/* Only one that did not end well has failed. */
static void
test_failed(void)
{
    static const struct {
        const char *script, *said;
    } rows[] = {
        {"echo no; exit 1", "no"},
        {"kill -KILL $$", ""},
        {"echo well; exit 0", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Helper) helper = start(rows[i].script);
        g_autofree char *said = NULL;

        g_assert_true(helper_has_failed(helper, LONG_MS, &said) == (rows[i].said != NULL));
        g_assert_cmpstr(said, ==, rows[i].said);
        /* It can still be reaped. */
        g_assert_true(detached_wait(helper->pid_fd, LONG_MS));
        g_assert_true(detached_reap(helper->pid, NULL));
    }
}

static void
test_runs(void)
{
    g_autoptr(Helper) helper = start("exec sleep 1000");
    g_autoptr(Helper) adopted = helper_adopt("sh", "fs0", helper->pid, helper->start_time);
    g_autofree char *log = helper_log_name(helper, "guest");
    g_autofree char *said = NULL;
    pid_t pid = helper->pid;

    g_assert_false(helper_has_failed(helper, 0, &said));
    g_assert_null(said);
    g_assert_cmpstr(log, ==, "guest-fs0-sh");
    g_assert_nonnull(adopted);
    /* Another process may have got the number since. */
    g_assert_null(helper_adopt("sh", "fs0", pid, helper->start_time + 1));
    g_assert_null(helper_adopt("sh", "fs0", pid, 0));
    g_assert_null(helper_adopt("sh", "fs0", 0, helper->start_time));
    helper_begin_end(helper);
    g_assert_true(helper_end(helper, NULL));
    g_assert_true(detached_wait(adopted->pid_fd, 0));
    g_assert_cmpint(kill(pid, 0), ==, -1);
    g_assert_null(helper_adopt("sh", "fs0", pid, adopted->start_time));
}

/* One that does not listen to SIGTERM is ended nevertheless. */
static void
test_stubborn(void)
{
    g_autoptr(Helper) helper = start("trap '' TERM; echo up; while :; do sleep 1; done");
    g_autofree char *said = helper_words(helper);
    pid_t pid = helper->pid;

    while (said[0] == '\0') {
        g_usleep(1000);
        g_free(said);
        said = helper_words(helper);
    }
    helper_begin_end(helper);
    g_assert_true(helper_end(helper, NULL));
    g_assert_cmpint(kill(pid, 0), ==, -1);
}

/* One that has ended by itself is no process any more, for who asks for it. */
static void
test_ended(void)
{
    g_autoptr(Helper) helper = start("exit 3");

    g_assert_true(detached_wait(helper->pid_fd, LONG_MS));
    g_assert_cmpint(kill(helper->pid, 0), ==, 0);
    g_assert_null(helper_adopt("sh", "fs0", helper->pid, helper->start_time));
    g_assert_cmpint(kill(helper->pid, 0), ==, -1);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/helper/failed", test_failed);
    g_test_add_func("/helper/runs", test_runs);
    g_test_add_func("/helper/stubborn", test_stubborn);
    g_test_add_func("/helper/ended", test_ended);
    return g_test_run();
}
