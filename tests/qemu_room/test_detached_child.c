/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a process finds: its limits, and the socket that it is handed as systemd does it; and how
 * one that is there already is known again.
 */
#include "qemu/detached.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LONG_MS = 120000, LOW_BYTES = 8192, HIGHER_BYTES = 16384 };

/* Returns: (owned) what a shell's @script writes that runs as @request says. */
static char *
output_of(DetachedRequest request, const char *script)
{
    const char *const words[] = {"/bin/sh", "-c", script, NULL};
    g_autoptr(GError) error = NULL;
    char *text = g_malloc0(4096);
    int pid_fd = -1;
    pid_t pid = -1;

    request.words = words;
    request.output_fd = memfd_create("output", MFD_CLOEXEC);
    pid = detached_start(&request, &pid_fd, &error);
    g_assert_no_error(error);
    g_assert_true(detached_wait(pid_fd, LONG_MS));
    g_assert_true(detached_reap(pid, NULL));
    close(pid_fd);
    g_assert_cmpint(pread(request.output_fd, text, 4095, 0), >, 0);
    close(request.output_fd);
    return text;
}

static void
test_numbers(void)
{
    g_autofree char *output =
        output_of((DetachedRequest){.max_processes = 1234, .max_files = 123},
                  "grep -E 'processes|open files|core' /proc/self/limits | tr -s ' '");

    g_assert_cmpstr(output, ==,
                    "Max core file size 0 0 bytes \n"
                    "Max processes 1234 1234 processes \n"
                    "Max open files 123 123 files \n");
}

static void
test_core(void)
{
    g_autofree char *output = NULL;
    struct rlimit core = {0};

    getrlimit(RLIMIT_CORE, &core);
    if (core.rlim_max != RLIM_INFINITY) {
        g_test_skip("no unlimited core here");
        return;
    }
    output = output_of((DetachedRequest){.max_core_bytes = UINT64_MAX},
                       "grep core /proc/self/limits | tr -s ' '");
    g_assert_cmpstr(output, ==, "Max core file size unlimited unlimited bytes \n");
}

/* Returns: (owned) in the shell's words, the most that we may let a process lock. */
static char *
most_locked(const struct rlimit *ours)
{
    const struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
    bool is_free = setrlimit(RLIMIT_MEMLOCK, &unlimited) == 0;

    setrlimit(RLIMIT_MEMLOCK, ours);
    if (is_free || ours->rlim_max == RLIM_INFINITY)
        return g_strdup("unlimited\n");
    return g_strdup_printf("%ju\n", (uintmax_t)ours->rlim_max / 1024);
}

static void
expect_locked(uint64_t max_locked_bytes, const char *expected)
{
    g_autofree char *output =
        output_of((DetachedRequest){.max_locked_bytes = max_locked_bytes}, "ulimit -S -l");

    g_assert_cmpstr(output, ==, expected);
}

/* Raised as far as we may, and never lowered. */
static void
test_locked(void)
{
    g_autofree char *most = NULL;
    struct rlimit before = {0};
    struct rlimit low = {0};

    getrlimit(RLIMIT_MEMLOCK, &before);
    if (before.rlim_max < HIGHER_BYTES) {
        g_test_skip("next to no memory may be locked here");
        return;
    }
    most = most_locked(&before);
    low = (struct rlimit){LOW_BYTES, before.rlim_max};
    setrlimit(RLIMIT_MEMLOCK, &low);
    expect_locked(0, "8\n");
    expect_locked(LOW_BYTES / 2, "8\n");
    expect_locked(HIGHER_BYTES, "16\n");
    expect_locked(UINT64_MAX, most);
    setrlimit(RLIMIT_MEMLOCK, &before);
}

/* What the process tells of itself: 4 is the folder that the shell itself reads. */
static const char script[] = "[ $LISTEN_PID -eq $$ ] && echo mine; echo $LISTEN_FDS; "
                             "cd /proc/$$/fd; readlink 3; echo *";
static const char wanted[] = "mine\n1\n/dev/null\n0 1 2 3 4\n";

/* Whatever number it has here. */
static void
test_socket(gconstpointer number)
{
    int fd = GPOINTER_TO_INT(number);
    int kept = fcntl(fd, F_DUPFD_CLOEXEC, 100); /* -1: it is free */
    int file = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int given = file == fd ? file : dup3(file, fd, O_CLOEXEC);
    g_autofree char *output = NULL;

    g_assert_cmpint(given, ==, fd);
    output = output_of(
        (DetachedRequest){.descriptors = &given, .n_descriptors = 1, .is_activated = true}, script);
    g_assert_cmpstr(output, ==, wanted);
    close(given);
    if (file != given)
        close(file);
    if (kept >= 0) {
        dup2(kept, fd);
        close(kept);
    }
}

static void
test_adopt(void)
{
    uint64_t start_time = detached_start_time(getpid());
    int pid_fd = detached_adopt(getpid(), start_time);

    g_assert_cmpuint(start_time, >, 0);
    g_assert_cmpint(pid_fd, >=, 0);
    g_assert_false(detached_wait(pid_fd, 0));
    close(pid_fd);
    /* Another process that had the number. */
    g_assert_cmpint(detached_adopt(getpid(), start_time + 1), ==, -1);
    g_assert_cmpint(detached_adopt(getpid(), 0), ==, -1);
    g_assert_cmpuint(detached_start_time(0), ==, 0);
    g_assert_cmpint(detached_adopt(0, start_time), ==, -1);
    g_assert_cmpuint(detached_start_time(-1), ==, 0);
    g_assert_cmpint(detached_adopt(-1, start_time), ==, -1);
}

/* It stays to be reaped, but nobody takes it over. */
static void
test_adopt_ended(void)
{
    const char *const words[] = {"/bin/sh", "-c", "read line", NULL};
    g_autoptr(GError) error = NULL;
    int pid_fd = -1;
    pid_t pid = detached_start(&(DetachedRequest){.words = words, .output_fd = 2}, &pid_fd, &error);
    uint64_t start_time = detached_start_time(pid);

    g_assert_no_error(error);
    g_assert_true(detached_wait(pid_fd, LONG_MS));
    g_assert_cmpuint(detached_start_time(pid), ==, start_time);
    g_assert_cmpint(detached_adopt(pid, start_time), ==, -1);
    g_assert_true(detached_reap(pid, NULL));
    close(pid_fd);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/detached-child/numbers", test_numbers);
    g_test_add_func("/detached-child/core", test_core);
    g_test_add_func("/detached-child/locked", test_locked);
    g_test_add_data_func("/detached-child/socket", GINT_TO_POINTER(3), test_socket);
    g_test_add_data_func("/detached-child/socket-elsewhere", GINT_TO_POINTER(5), test_socket);
    g_test_add_data_func("/detached-child/socket-far-up", GINT_TO_POINTER(77), test_socket);
    g_test_add_func("/detached-child/adopt", test_adopt);
    g_test_add_func("/detached-child/adopt-ended", test_adopt_ended);
    return g_test_run();
}
