/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Who is told of the process before it executes.
 */
#include "qemu/detached.h"

#include <errno.h>
#include <fcntl.h>
#include <libvirt/virterror.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

enum { LONG_MS = 120000 };

static const char *const sleep_words[] = {"/bin/sleep", "1000", NULL};

typedef struct {
    pid_t pid;
    char *program; /* (owned) what it was when it was told of */
    bool is_refused;
} Witness;

static void
witness_clear(Witness *witness)
{
    g_free(witness->program);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Witness, witness_clear)

static char *
program_of(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/exe", (int)pid);

    return g_file_read_link(path, NULL);
}

static bool
note_process(pid_t pid, void *user, GError **error)
{
    Witness *witness = user;

    witness->pid = pid;
    witness->program = program_of(pid);
    if (witness->is_refused)
        g_set_error_literal(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, "not this one");
    return !witness->is_refused;
}

static void
test_confirm(void)
{
    g_auto(Witness) witness = {0};
    const DetachedRequest request = {.words = sleep_words,
                                     .output_fd = STDERR_FILENO,
                                     .confirm = note_process,
                                     .user_data = &witness};
    g_autoptr(GError) error = NULL;
    g_autofree char *ours = program_of(getpid());
    g_autofree char *its = NULL;
    int pid_fd = -1;
    pid_t pid = detached_start(&request, &pid_fd, &error);

    g_assert_no_error(error);
    g_assert_cmpint(witness.pid, ==, pid);
    g_assert_cmpstr(witness.program, ==, ours);
    its = program_of(pid);
    g_assert_cmpstr(its, !=, ours);
    g_assert_true(detached_signal(pid_fd, SIGKILL));
    g_assert_true(detached_wait(pid_fd, LONG_MS));
    g_assert_true(detached_reap(pid, NULL));
    close(pid_fd);
}

static void
test_refused(void)
{
    g_auto(Witness) witness = {.is_refused = true};
    const DetachedRequest request = {.words = sleep_words,
                                     .output_fd = STDERR_FILENO,
                                     .confirm = note_process,
                                     .user_data = &witness};
    g_autoptr(GError) error = NULL;
    int pid_fd = -1;

    g_assert_cmpint(detached_start(&request, &pid_fd, &error), ==, -1);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
    g_assert_cmpint(kill(witness.pid, 0), ==, -1);
    g_assert_cmpint(errno, ==, ESRCH);
}

/* @user: where the pid is written to. */
static bool
report_and_end(pid_t pid, void *user, GError **error)
{
    ssize_t n_bytes = write(*(const int *)user, &pid, sizeof pid);

    (void)error;
    _exit(n_bytes == (ssize_t)sizeof pid ? 0 : 1);
}

/* Who starts it ends before it was confirmed: so does it. */
static void
test_parent_ends(void)
{
    int ends[2] = {-1, -1};
    pid_t parent = -1;
    pid_t pid = -1;
    int pid_fd = -1;
    int status = 0;

    g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
    parent = fork();
    if (parent == 0) {
        const DetachedRequest request = {.words = sleep_words,
                                         .output_fd = STDERR_FILENO,
                                         .confirm = report_and_end,
                                         .user_data = &ends[1]};

        detached_start(&request, &pid_fd, NULL);
        _exit(2);
    }
    close(ends[1]);
    g_assert_cmpint(read(ends[0], &pid, sizeof pid), ==, sizeof pid);
    close(ends[0]);
    pid_fd = (int)syscall(SYS_pidfd_open, pid, 0);
    /* It is not our child: it may be gone and reaped already. */
    if (pid_fd >= 0) {
        g_assert_true(detached_wait(pid_fd, LONG_MS));
        close(pid_fd);
    }
    g_assert_cmpint(waitpid(parent, &status, 0), ==, parent);
    g_assert_cmpint(status, ==, 0);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/detached-confirm/confirm", test_confirm);
    g_test_add_func("/detached-confirm/refused", test_refused);
    g_test_add_func("/detached-confirm/parent-ends", test_parent_ends);
    return g_test_run();
}
