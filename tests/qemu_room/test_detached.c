/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/detached.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

/* The user database need not know this one. */
enum { LONG_MS = 120000, SOME_USER = 54321, SOME_GROUP = 54322 };

/* One run of a shell's script, and what it wrote. */
typedef struct {
    DetachedRequest request;
    GError *error;
    pid_t pid;
    int pid_fd;
    int status;
    char *output;
} Run;

static void
run_clear(Run *run)
{
    g_clear_error(&run->error);
    g_free(run->output);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static int
memory_file(void)
{
    int fd = memfd_create("output", MFD_CLOEXEC);

    g_assert_cmpint(fd, >=, 0);
    fcntl(fd, F_SETFL, O_APPEND);
    return fd;
}

/* Takes all that was written to @fd (owned). */
static char *
take_text(int fd)
{
    g_autofree char *text = g_malloc0(65536);

    g_assert_cmpint(pread(fd, text, 65535, 0), >=, 0);
    close(fd);
    if (g_str_has_suffix(text, "\n"))
        text[strlen(text) - 1] = '\0';
    g_strdelimit(text, "\n", ';');
    return g_steal_pointer(&text);
}

static void
run_words(Run *run, const char *const *words)
{
    run->pid_fd = -1;
    run->request.words = words;
    run->request.output_fd = memory_file();
    run->pid = detached_start(&run->request, &run->pid_fd, &run->error);
    if (run->pid > 0) {
        g_assert_true(detached_wait(run->pid_fd, LONG_MS));
        g_assert_true(detached_reap(run->pid, &run->status));
        close(run->pid_fd);
    }
    run->output = take_text(run->request.output_fd);
}

static void
run_script(Run *run, const char *script)
{
    const char *const words[] = {"/bin/sh", "-c", script, NULL};

    run_words(run, words);
    g_assert_no_error(run->error);
}

/* Lines of /proc/self/status or the like: each is the name, and what the child has there. */
static void
expect_line(const Run *run, const char *line)
{
    g_auto(GStrv) lines = g_strsplit(run->output, ";", -1);

    if (!g_strv_contains((const char *const *)lines, line))
        g_error("no line '%s' in '%s'", line, run->output);
}

static int
n_open_files(void)
{
    g_autoptr(GDir) directory = g_dir_open("/proc/self/fd", 0, NULL);
    int n_files = 0;

    while (g_dir_read_name(directory) != NULL)
        n_files++;
    return n_files;
}

/* Both kinds of output are in the log, and its end is known. */
static void
test_dies(void)
{
    g_auto(Run) run = {0};

    run_script(&run, "echo out; echo problem >&2; exit 3");
    g_assert_cmpstr(run.output, ==, "out;problem");
    g_assert_true(WIFEXITED(run.status));
    g_assert_cmpint(WEXITSTATUS(run.status), ==, 3);
}

static void
test_not_executable(void)
{
    static const struct {
        const char *path;
        int number;
    } rows[] = {
        {"/nonexistent/qemu", ENOENT}, {"/etc/passwd", EACCES}, {"/", EACCES}, {"sh", ENOENT}};
    int n_files = n_open_files();

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *const words[] = {rows[i].path, NULL};
        g_auto(Run) run = {0};

        run_words(&run, words);
        g_assert_cmpint(run.pid, ==, -1);
        g_assert_cmpint(run.pid_fd, ==, -1);
        g_assert_error(run.error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
        g_assert_nonnull(strstr(run.error->message, rows[i].path));
        g_assert_nonnull(strstr(run.error->message, g_strerror(rows[i].number)));
        g_assert_cmpstr(run.output, ==, "");
    }
    g_assert_cmpint(n_open_files(), ==, n_files);
    /* Nobody is left to be reaped. */
    g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
    g_assert_cmpint(errno, ==, ECHILD);
}

/* What fails before execve() is reported, too. */
static void
test_setup_failure(void)
{
    static const int closed = 987;
    const struct {
        DetachedRequest request;
        const char *call;
    } rows[] = {
        {{.directory = "/nonexistent"}, "chdir"},
        {{.descriptors = &closed, .n_descriptors = 1}, "fcntl"},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *const words[] = {"/bin/true", NULL};
        g_auto(Run) run = {.request = rows[i].request};

        run_words(&run, words);
        g_assert_cmpint(run.pid, ==, -1);
        g_assert_error(run.error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
        g_assert_nonnull(strstr(run.error->message, rows[i].call));
    }
}

static void
test_descriptors(void)
{
    int leaked = open("/dev/null", O_RDONLY); /* without O_CLOEXEC */
    int given = fcntl(open("/dev/null", O_RDONLY | O_CLOEXEC), F_DUPFD_CLOEXEC, 77);
    g_auto(Run) run = {.request = {.descriptors = &given, .n_descriptors = 1}};

    run_script(&run, "exec /bin/ls -1 /proc/self/fd");
    g_assert_cmpint(given, ==, 77);
    /* 3 is the folder that ls itself reads. */
    g_assert_cmpstr(run.output, ==, "0;1;2;3;77");
    /* Ours is as it was. */
    g_assert_cmpint(fcntl(given, F_GETFD), ==, FD_CLOEXEC);
    close(given);
    close(leaked);
}

/* A daemon whose own 0, 1 and 2 are closed gets these numbers from open() and pipe(). */
static void
test_closed_standard_files(void)
{
    g_auto(Run) run = {0};
    int kept[3];

    for (int fd = 0; fd < 3; fd++) {
        kept[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 100);
        close(fd);
    }
    run_script(&run, "readlink /proc/self/fd/0; echo out; echo problem >&2");
    for (int fd = 0; fd < 3; fd++) {
        dup2(kept[fd], fd);
        close(kept[fd]);
    }
    g_assert_cmpstr(run.output, ==, "/dev/null;out;problem");
}

static void
test_surroundings(void)
{
    g_auto(Run) run = {.request = {.directory = "/usr"}};
    g_autofree char *session = NULL;
    g_autofree char *home = g_strdup_printf("HOME=%s", g_getenv("HOME"));

    g_setenv("PSERIES_SECRET", "1", TRUE);
    g_setenv("XDG_RUNTIME_DIR", "/run/somewhere", TRUE);
    g_setenv("HOME", "/root", FALSE);
    run_script(&run, "pwd; umask; readlink /proc/self/fd/0; cut -d' ' -f1,5,6 /proc/$$/stat; env");
    session = g_strdup_printf("%d %d %d", (int)run.pid, (int)run.pid, (int)run.pid);
    expect_line(&run, "/usr");
    expect_line(&run, "0007");
    expect_line(&run, "/dev/null");
    expect_line(&run, session);
    expect_line(&run, "LC_ALL=C");
    expect_line(&run, "XDG_RUNTIME_DIR=/run/somewhere");
    expect_line(&run, home);
    g_assert_null(strstr(run.output, "PSERIES_SECRET"));
    g_unsetenv("PSERIES_SECRET");
}

/* We block and ignore signals; it does not. */
static void
test_signals(void)
{
    g_auto(Run) run = {0};
    sigset_t some;
    sigset_t before;

    sigemptyset(&some);
    sigaddset(&some, SIGUSR1);
    sigaddset(&some, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &some, &before);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    run_script(&run, "exec grep -E '^Sig(Blk|Ign)' /proc/self/status");
    g_assert_cmpstr(run.output, ==, "SigBlk:\t0000000000000000;SigIgn:\t0000000000000000");
    pthread_sigmask(SIG_SETMASK, &before, &some);
    g_assert_true(sigismember(&some, SIGUSR1));
    g_assert_false(sigismember(&some, SIGUSR2));
    signal(SIGPIPE, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
}

/* Neither an inheritable capability nor the bounding set brings any back. */
static void
test_other_user(void)
{
    g_autoptr(OtherUser) other = other_user_new(SOME_USER, SOME_GROUP);
    g_auto(Run) run = {.request = {.directory = "/", .other_user = other}};

    if (geteuid() != 0) {
        g_test_skip("only root may be another user");
        return;
    }
    g_setenv("XDG_RUNTIME_DIR", "/run/somewhere", TRUE);
    run_script(&run, "cat /proc/self/status; env");
    expect_line(&run, "Uid:\t54321\t54321\t54321\t54321");
    expect_line(&run, "Gid:\t54322\t54322\t54322\t54322");
    expect_line(&run, "Groups:\t54322 ");
    expect_line(&run, "CapInh:\t0000000000000000");
    expect_line(&run, "CapPrm:\t0000000000000000");
    expect_line(&run, "CapEff:\t0000000000000000");
    expect_line(&run, "CapBnd:\t0000000000000000");
    expect_line(&run, "CapAmb:\t0000000000000000");
    expect_line(&run, "HOME=/");
    g_assert_null(strstr(run.output, "XDG_RUNTIME_DIR"));
    g_assert_null(strstr(run.output, "USER="));
}

/* A user that the database knows has a name. */
static void
test_known_user(void)
{
    g_autoptr(OtherUser) other = other_user_new(1, 1);
    g_auto(Run) run = {.request = {.directory = "/tmp", .other_user = other}};

    if (geteuid() != 0) {
        g_test_skip("only root may be another user");
        return;
    }
    run_script(&run, "id -u; id -g; env");
    expect_line(&run, "1");
    expect_line(&run, "HOME=/tmp");
    expect_line(&run, "XDG_DATA_HOME=/tmp/.local/share");
    expect_line(&run, "USER=daemon");
}

/* Who may not be another user gets an error, and no QEMU with the wrong one. */
static void
try_without_rights(void)
{
    const char *const words[] = {"/bin/true", NULL};
    g_autoptr(OtherUser) other = other_user_new(SOME_USER, SOME_GROUP);
    g_auto(Run) run = {.request = {.other_user = other}};

    run_words(&run, words);
    _exit(run.pid == -1 && g_error_matches(run.error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR) &&
                  strstr(run.error->message, g_strerror(EPERM)) != NULL
              ? 0
              : 1);
}

static void
test_user_refused(void)
{
    pid_t pid = fork();
    int status = -1;

    if (pid == 0) {
        if (geteuid() == 0 && setuid(SOME_USER) != 0)
            _exit(2);
        try_without_rights();
    }
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    g_assert_cmpint(status, ==, 0);
}

static void
test_signal_and_wait(void)
{
    const char *const words[] = {"/bin/sleep", "1000", NULL};
    DetachedRequest request = {.words = words, .output_fd = memory_file()};
    int pid_fd = -1;
    int status = 0;
    pid_t pid = detached_start(&request, &pid_fd, NULL);

    g_assert_cmpint(pid, >, 0);
    g_assert_cmpint(fcntl(pid_fd, F_GETFD), ==, FD_CLOEXEC);
    g_assert_false(detached_wait(pid_fd, 0));
    g_assert_false(detached_wait(pid_fd, 10));
    g_assert_false(detached_reap(pid, NULL));
    g_assert_true(detached_signal(pid_fd, SIGTERM));
    g_assert_true(detached_wait(pid_fd, -1));
    g_assert_true(detached_wait(pid_fd, 0));
    g_assert_true(detached_reap(pid, &status));
    g_assert_true(WIFSIGNALED(status));
    g_assert_cmpint(WTERMSIG(status), ==, SIGTERM);
    g_assert_false(detached_reap(pid, NULL));
    g_assert_false(detached_signal(pid_fd, SIGTERM));
    g_assert_true(detached_wait(pid_fd, LONG_MS));
    close(pid_fd);
    close(request.output_fd);
}

static gboolean
on_end(gint fd, GIOCondition condition, gpointer loop)
{
    (void)fd;
    (void)condition;
    g_main_loop_quit(loop);
    return G_SOURCE_REMOVE;
}

/* A main loop learns of the end by the pidfd, before anybody has reaped it. */
static void
test_main_loop(void)
{
    const char *const words[] = {"/bin/sleep", "1000", NULL};
    DetachedRequest request = {.words = words, .output_fd = memory_file()};
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    int pid_fd = -1;
    pid_t pid = detached_start(&request, &pid_fd, NULL);

    g_assert_cmpint(pid, >, 0);
    g_unix_fd_add(pid_fd, G_IO_IN, on_end, loop);
    g_assert_false(g_main_context_iteration(NULL, FALSE));
    g_assert_true(detached_signal(pid_fd, SIGKILL));
    g_main_loop_run(loop);
    g_assert_true(detached_reap(pid, NULL));
    close(pid_fd);
    close(request.output_fd);
}

static gpointer
start_and_reap(gpointer user)
{
    const char *const words[] = {"/bin/true", NULL};

    (void)user;
    for (unsigned i = 0; i < 20; i++) {
        g_auto(Run) run = {0};

        run_words(&run, words);
        g_assert_no_error(run.error);
        g_assert_cmpint(run.status, ==, 0);
    }
    return NULL;
}

/* Many are started at once, and none keeps another's descriptors. */
static void
test_threads(void)
{
    GThread *threads[8];
    int n_files = n_open_files();

    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("start", start_and_reap, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
    g_assert_cmpint(n_open_files(), ==, n_files);
}

/* It lives on when the one who started it has ended. */
static void
test_outlives(void)
{
    const char *const words[] = {"/bin/sleep", "1000", NULL};
    DetachedRequest request = {.words = words, .output_fd = memory_file()};
    pid_t daemon = -1;
    pid_t *pid = mmap(NULL, sizeof *pid, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status = 0;

    prctl(PR_SET_CHILD_SUBREAPER, 1); /* so that it becomes ours */
    daemon = fork();
    if (daemon == 0) {
        int pid_fd = -1;

        setsid();
        *pid = detached_start(&request, &pid_fd, NULL);
        kill(0, SIGKILL);
    }
    g_assert_cmpint(waitpid(daemon, &status, 0), ==, daemon);
    g_assert_cmpint(*pid, >, 0);
    g_assert_cmpint(waitpid(*pid, NULL, WNOHANG), ==, 0);
    g_assert_cmpint(kill(*pid, SIGTERM), ==, 0);
    g_assert_cmpint(waitpid(*pid, &status, 0), ==, *pid);
    g_assert_cmpint(WTERMSIG(status), ==, SIGTERM);
    prctl(PR_SET_CHILD_SUBREAPER, 0);
    munmap(pid, sizeof *pid);
    close(request.output_fd);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(void);
    } tests[] = {
        {"/detached/dies", test_dies},
        {"/detached/not-executable", test_not_executable},
        {"/detached/setup-failure", test_setup_failure},
        {"/detached/descriptors", test_descriptors},
        {"/detached/closed-standard-files", test_closed_standard_files},
        {"/detached/surroundings", test_surroundings},
        {"/detached/signals", test_signals},
        {"/detached/other-user", test_other_user},
        {"/detached/known-user", test_known_user},
        {"/detached/user-refused", test_user_refused},
        {"/detached/signal-and-wait", test_signal_and_wait},
        {"/detached/main-loop", test_main_loop},
        {"/detached/threads", test_threads},
        {"/detached/outlives", test_outlives},
    };

    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add_func(tests[i].path, tests[i].test);
    return g_test_run();
}
