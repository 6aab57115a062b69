/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* The program itself, with a child of ours for whose log it writes. */

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "logger/ring.h"

enum { KIB = 1024, LIMIT = 16 * KIB, WAIT_S = 60 };

static const char *program;

typedef struct {
    pid_t child; /* the program whose log it is */
    pid_t logger;
    Ring ring;
    int fd;
    int older_fd;
} Run;

/* A process that ends when it is killed. */
static pid_t
fork_child(void)
{
    pid_t pid = fork();

    g_assert_cmpint(pid, >=, 0);
    if (pid > 0)
        return pid;
    for (;;)
        pause();
}

static pid_t
fork_logger(const Run *run)
{
    int pid_fd = (int)syscall(SYS_pidfd_open, run->child, 0);
    g_autofree char *pid_fd_text = g_strdup_printf("%d", pid_fd);
    g_autofree char *limit = g_strdup_printf("%d", LIMIT);
    g_autofree char *channel = g_strdup_printf("%d:%d:%d:%d", run->ring.memory_fd,
                                               run->ring.writer_fd, run->fd, run->older_fd);
    const int kept[] = {pid_fd, run->ring.memory_fd, run->ring.writer_fd, run->fd, run->older_fd};
    pid_t pid = -1;

    g_assert_cmpint(pid_fd, >=, 0);
    pid = fork();
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        for (size_t i = 0; i < G_N_ELEMENTS(kept); i++)
            (void)fcntl(kept[i], F_SETFD, 0);
        (void)execl(program, program, "test", pid_fd_text, limit, channel, (char *)NULL);
        _exit(127);
    }
    close(pid_fd);
    return pid;
}

static Run *
run_new(void)
{
    Run *run = g_new0(Run, 1);

    g_assert_true(ring_open(&run->ring));
    run->fd = memfd_create("log", MFD_CLOEXEC);
    run->older_fd = memfd_create("older", MFD_CLOEXEC);
    g_assert_cmpint(fcntl(run->fd, F_SETFL, O_APPEND), ==, 0);
    g_assert_cmpint(fcntl(run->older_fd, F_SETFL, O_APPEND), ==, 0);
    run->child = fork_child();
    run->logger = fork_logger(run);
    return run;
}

/* Ends the child, and waits for the logger, which ends by itself. */
static void
run_end(Run *run)
{
    int status = 0;

    g_assert_cmpint(kill(run->child, SIGKILL), ==, 0);
    g_assert_cmpint(waitpid(run->child, NULL, 0), ==, run->child);
    g_assert_cmpint(waitpid(run->logger, &status, 0), ==, run->logger);
    g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void
run_free(Run *run)
{
    close(run->ring.memory_fd);
    close(run->ring.writer_fd);
    close(run->fd);
    close(run->older_fd);
    g_free(run);
}

static void
put(const Run *run, const char *text)
{
    g_assert_cmpint(write(run->ring.writer_fd, text, strlen(text)), ==, (ssize_t)strlen(text));
}

static char *
content_of(int fd)
{
    char *text = g_malloc0(LIMIT + 1);

    g_assert_cmpint(pread(fd, text, LIMIT, 0), >=, 0);
    return text;
}

/* Waits until @text is in the log. */
static void
await_text(const Run *run, const char *text)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)WAIT_S * G_USEC_PER_SEC;
    bool is_there = false;

    while (!is_there) {
        g_autofree char *present = content_of(run->fd);

        is_there = strstr(present, text) != NULL;
        g_assert_cmpint(g_get_monotonic_time(), <, deadline);
        g_usleep(1000);
    }
}

static void
test_words(void)
{
    Run *run = run_new();

    put(run, "first words\n");
    await_text(run, "first words\n");
    put(run, "second words\n");
    await_text(run, "first words\nsecond words\n");
    run_end(run);
    run_free(run);
}

/* All that was written before the program's end is in the log when the logger has ended. */
static void
test_last_words(void)
{
    for (unsigned i = 0; i < 20; i++) {
        Run *run = run_new();
        g_autofree char *text = NULL;

        put(run, "last words\n");
        run_end(run);
        text = content_of(run->fd);
        g_assert_cmpstr(text, ==, "last words\n");
        run_free(run);
    }
}

/* A writer does not notice a logger that is stopped, and what it wrote is there afterwards. */
static void
test_stopped(void)
{
    Run *run = run_new();
    g_autofree char *bytes = g_strnfill(KIB, 'x');
    size_t n_bytes = 0;

    put(run, "before\n");
    await_text(run, "before\n");
    g_assert_cmpint(kill(run->logger, SIGSTOP), ==, 0);
    g_assert_cmpint(waitpid(run->logger, NULL, WUNTRACED), ==, run->logger);
    while (write(run->ring.writer_fd, bytes, KIB) > 0)
        n_bytes += KIB;
    g_assert_cmpint(errno, ==, EPERM);
    g_assert_cmpuint(n_bytes, >=, RING_BYTES - KIB);
    g_assert_cmpint(kill(run->logger, SIGCONT), ==, 0);
    await_text(run, ": lost at least 1 bytes of output\n");
    put(run, "afterwards\n");
    await_text(run, "afterwards\n");
    run_end(run);
    run_free(run);
}

static void
test_killed(void)
{
    Run *run = run_new();
    g_autofree char *bytes = g_strnfill(KIB, 'x');

    g_assert_cmpint(kill(run->logger, SIGKILL), ==, 0);
    g_assert_cmpint(waitpid(run->logger, NULL, 0), ==, run->logger);
    while (write(run->ring.writer_fd, bytes, KIB) > 0)
        ;
    g_assert_cmpint(errno, ==, EPERM);
    g_assert_cmpint(kill(run->child, SIGKILL), ==, 0);
    g_assert_cmpint(waitpid(run->child, NULL, 0), ==, run->child);
    run_free(run);
}

/* Hundreds of MiB as fast as can be: no look at the files finds one that is too long. */
static void
test_flood(void)
{
    enum { N_WRITES = 400 * KIB };
    Run *run = run_new();
    g_autofree char *bytes = g_strnfill(KIB, 'x');
    struct stat about;
    bool is_lost = false;

    for (unsigned i = 0; i < N_WRITES; i++) {
        is_lost |= write(run->ring.writer_fd, bytes, KIB) < 0;
        if (i % 16 != 0)
            continue;
        g_assert_cmpint(fstat(run->fd, &about), ==, 0);
        g_assert_cmpint(about.st_size, <=, LIMIT);
        g_assert_cmpint(fstat(run->older_fd, &about), ==, 0);
        g_assert_cmpint(about.st_size, <=, LIMIT);
    }
    run_end(run);
    g_test_message("some writes failed: %d", is_lost);
    g_assert_cmpint(fstat(run->fd, &about), ==, 0);
    g_assert_cmpint(about.st_size, <=, LIMIT);
    run_free(run);
}

/* Arguments that only somebody else than the daemon gives. */
static void
test_arguments(void)
{
    static const char *const rows[][6] = {
        {NULL},
        {"test", NULL},
        {"test", "3", "10", NULL},
        {"test", "x", "10", "3:4:5:6", NULL},
        {"test", "3", "-10", "3:4:5:6", NULL},
        {"test", "3", "10", "3:4:5", NULL},
        {"test", "3", "10", "3:4:5:6:7", NULL},
        {"test", "3", "10", "3:4:5:99999999999999999999", NULL},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GPtrArray) words = g_ptr_array_new();
        g_autofree char *said = NULL;
        int status = 0;

        g_ptr_array_add(words, (gpointer)(uintptr_t)program);
        for (size_t word = 0; rows[i][word] != NULL; word++)
            g_ptr_array_add(words, (gpointer)(uintptr_t)rows[i][word]);
        g_ptr_array_add(words, NULL);
        g_assert_true(g_spawn_sync(NULL, (char **)words->pdata, NULL, 0, NULL, NULL, NULL, &said,
                                   &status, NULL));
        g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
        g_assert_nonnull(strstr(said, "to be started by virtpseriesd only"));
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    program = argv[1];
    g_assert_nonnull(program);
    g_test_add_func("/logger/words", test_words);
    g_test_add_func("/logger/last-words", test_last_words);
    g_test_add_func("/logger/stopped", test_stopped);
    g_test_add_func("/logger/killed", test_killed);
    g_test_add_func("/logger/flood", test_flood);
    g_test_add_func("/logger/arguments", test_arguments);
    return g_test_run();
}
