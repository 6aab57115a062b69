/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/companion.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include "qemu/detached.h"

enum { LONG_MS = 30000 };

/* Returns: (owned) a companion that runs @script. */
static Companion *
start(const char *script)
{
    const char *const words[] = {"/bin/sh", "-c", script, NULL};
    Companion *companion = companion_new("sh", "fs0");
    g_autoptr(GError) error = NULL;
    DetachedRequest request = {.words = words};

    companion->log_fd = memfd_create("log", MFD_CLOEXEC);
    request.output_fd = companion->log_fd;
    companion->pid = detached_start(&request, &companion->pid_fd, &error);
    g_assert_no_error(error);
    companion->start_time = detached_start_time(companion->pid);
    return companion;
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
        g_autoptr(Companion) companion = start(rows[i].script);
        g_autofree char *said = NULL;

        g_assert_true(companion_has_failed(companion, LONG_MS, &said) == (rows[i].said != NULL));
        g_assert_cmpstr(said, ==, rows[i].said);
        /* It can still be reaped. */
        g_assert_true(detached_wait(companion->pid_fd, LONG_MS));
        g_assert_true(detached_reap(companion->pid, NULL));
    }
}

static void
test_runs(void)
{
    g_autoptr(Companion) companion = start("exec sleep 1000");
    g_autoptr(Companion) adopted =
        companion_adopt("sh", "fs0", companion->pid, companion->start_time);
    g_autofree char *log = companion_log_name(companion, "guest");
    g_autofree char *said = NULL;
    pid_t pid = companion->pid;

    g_assert_false(companion_has_failed(companion, 0, &said));
    g_assert_null(said);
    g_assert_cmpstr(log, ==, "guest-fs0-sh");
    g_assert_nonnull(adopted);
    /* Another process may have got the number since. */
    g_assert_null(companion_adopt("sh", "fs0", pid, companion->start_time + 1));
    g_assert_null(companion_adopt("sh", "fs0", pid, 0));
    g_assert_null(companion_adopt("sh", "fs0", 0, companion->start_time));
    companion_begin_end(companion);
    g_assert_true(companion_end(companion, NULL));
    g_assert_true(detached_wait(adopted->pid_fd, 0));
    g_assert_cmpint(kill(pid, 0), ==, -1);
    g_assert_null(companion_adopt("sh", "fs0", pid, adopted->start_time));
}

/* One that does not listen to SIGTERM is ended nevertheless. */
static void
test_stubborn(void)
{
    g_autoptr(Companion) companion = start("trap '' TERM; echo up; while :; do sleep 1; done");
    g_autofree char *said = companion_words(companion);
    pid_t pid = companion->pid;

    while (said[0] == '\0') {
        g_usleep(1000);
        g_free(said);
        said = companion_words(companion);
    }
    companion_begin_end(companion);
    g_assert_true(companion_end(companion, NULL));
    g_assert_cmpint(kill(pid, 0), ==, -1);
}

/* One that has ended by itself is no process any more, for who asks for it. */
static void
test_ended(void)
{
    g_autoptr(Companion) companion = start("exit 3");

    g_assert_true(detached_wait(companion->pid_fd, LONG_MS));
    g_assert_cmpint(kill(companion->pid, 0), ==, 0);
    g_assert_null(companion_adopt("sh", "fs0", companion->pid, companion->start_time));
    g_assert_cmpint(kill(companion->pid, 0), ==, -1);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/companion/failed", test_failed);
    g_test_add_func("/companion/runs", test_runs);
    g_test_add_func("/companion/stubborn", test_stubborn);
    g_test_add_func("/companion/ended", test_ended);
    return g_test_run();
}
