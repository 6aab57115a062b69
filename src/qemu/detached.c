/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/detached.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "qemu/surroundings.h"

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

/* systemd's "socket activation": sd_listen_fds(3). */
enum { SOCKET_FD = 3 };
static const char socket_pid[] = "LISTEN_PID=";
static const char socket_pid_unknown[] = "LISTEN_PID=0000000000";

/* Our own descriptors in the child are above SOCKET_FD. */
enum { FIRST_FREE_FD = 3, FIRST_OWN_FD = 4, CHILD_UMASK = 0007, FAILED_EXIT_STATUS = 127 };

/* Everything that the child needs between fork() and execve(). */
typedef struct {
    const DetachedRequest *request;
    char **environment;
    int null_fd;
    int output_fd;
    int report_fd; /* reports which step failed, and why; nothing when execve() succeeds */
    int go_fd;     /* tells the child to go on */
    pid_t parent;
} Child;

static void
close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

static void
child_clear(Child *child)
{
    g_strfreev(child->environment);
    close_fd(child->null_fd);
    close_fd(child->output_fd);
    close_fd(child->report_fd);
    close_fd(child->go_fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Child, child_clear)

/*
 * The steps of the child.  We have other threads, any of which may have held any lock when it was
 * forked: async-signal-safe calls alone.  Each returns false with errno.
 */

/* The thread that forked waits for us, so its end means the end of the process. */
static bool
die_with_parent(const Child *child)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
        return false;
    errno = ESRCH;
    return getppid() == child->parent;
}

static bool
await_word(const Child *child)
{
    char word = 0;
    ssize_t n_bytes = 0;

    do
        n_bytes = read(child->go_fd, &word, 1);
    while (n_bytes < 0 && errno == EINTR);
    return n_bytes == 1;
}

static bool
outlive_parent(const Child *child)
{
    (void)child;
    return prctl(PR_SET_PDEATHSIG, 0) == 0;
}

static bool
leave_session(const Child *child)
{
    (void)child;
    umask(CHILD_UMASK);
    return setsid() >= 0;
}

static bool
enter_directory(const Child *child)
{
    return child->request->directory == NULL || chdir(child->request->directory) == 0;
}

static bool
connect_output(const Child *child)
{
    return dup2(child->null_fd, STDIN_FILENO) >= 0 && dup2(child->output_fd, STDOUT_FILENO) >= 0 &&
           dup2(child->output_fd, STDERR_FILENO) >= 0;
}

static bool
close_others(const Child *child)
{
    struct rlimit limit = {0};

    (void)child;
    if (syscall(SYS_close_range, FIRST_FREE_FD, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
        return true;
    /* Linux before 5.11.  Few of these numbers are open; close() fails for the others. */
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return false;
    for (int fd = FIRST_FREE_FD; (rlim_t)fd < limit.rlim_cur && fd < G_MAXINT; fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    return true;
}

/* Only the child knows its pid, so it sets $LISTEN_PID itself. */
static void
tell_number(char **environment)
{
    pid_t pid = getpid();

    for (char **variable = environment; *variable != NULL; variable++) {
        char *digit = *variable + sizeof socket_pid_unknown - 1;

        if (strncmp(*variable, socket_pid, sizeof socket_pid - 1) != 0)
            continue;
        for (; pid > 0; pid /= 10)
            *--digit = (char)('0' + pid % 10);
    }
}

static bool
keep_socket(const Child *child)
{
    int fd = child->request->descriptors[0];

    tell_number(child->environment);
    return fd == SOCKET_FD ? fcntl(fd, F_SETFD, 0) == 0 : dup2(fd, SOCKET_FD) == SOCKET_FD;
}

static bool
keep_descriptors(const Child *child)
{
    if (child->request->is_activated)
        return keep_socket(child);
    for (size_t i = 0; i < child->request->n_descriptors; i++)
        if (fcntl(child->request->descriptors[i], F_SETFD, 0) < 0)
            return false;
    return true;
}

static bool
set_limit(int resource, rlim_t value)
{
    const struct rlimit limit = {.rlim_cur = value, .rlim_max = value};

    return setrlimit((__rlimit_resource_t)resource, &limit) == 0;
}

/* Raises the limit as far as we may.  If that is too little, whoever locks memory reports it. */
static bool
let_lock(uint64_t wanted)
{
    struct rlimit limit = {0};
    rlim_t granted = 0;

    if (getrlimit(RLIMIT_MEMLOCK, &limit) < 0)
        return false;
    if (limit.rlim_cur >= wanted)
        return true;
    granted = limit.rlim_max;
    limit.rlim_cur = wanted;
    limit.rlim_max = MAX(granted, wanted);
    if (setrlimit(RLIMIT_MEMLOCK, &limit) == 0)
        return true;
    return set_limit(RLIMIT_MEMLOCK, granted);
}

/* Before giving up the right to raise them. */
static bool
set_limits(const Child *child)
{
    const DetachedRequest *request = child->request;

    return (request->max_processes == 0 || set_limit(RLIMIT_NPROC, request->max_processes)) &&
           (request->max_files == 0 || set_limit(RLIMIT_NOFILE, request->max_files)) &&
           let_lock(request->max_locked_bytes) &&
           set_limit(RLIMIT_CORE, (rlim_t)request->max_core_bytes);
}

static bool
change_user(const Child *child)
{
    return other_user_become(child->request->other_user);
}

static bool
reset_signals(const Child *child)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigset_t none;

    (void)child;
    /* Some signals refuse: their action cannot have been changed. */
    for (int number = 1; number < NSIG; number++)
        sigaction(number, &action, NULL);
    sigemptyset(&none);
    return sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

static bool
execute(const Child *child)
{
    const char *const *words = child->request->words;

    execve(words[0], (char **)(uintptr_t)words, child->environment);
    return false;
}

static const struct {
    const char *name; /* the call that fails */
    bool (*run)(const Child *child);
} steps[] = {
    {"prctl", die_with_parent},    {"read", await_word},           {"prctl", outlive_parent},
    {"setsid", leave_session},     {"chdir", enter_directory},     {"dup2", connect_output},
    {"close_range", close_others}, {"fcntl", keep_descriptors},    {"setrlimit", set_limits},
    {"setuid", change_user},       {"sigprocmask", reset_signals}, {"execve", execute},
};

/* The report of a child that failed. */
typedef struct {
    size_t step;
    int number;
} Report;

_Noreturn static void
run_child(const Child *child)
{
    Report report = {0};
    ssize_t n_bytes = 0;

    while (steps[report.step].run(child))
        report.step++;
    report.number = errno;
    do
        n_bytes = write(child->report_fd, &report, sizeof report);
    while (n_bytes < 0 && errno == EINTR);
    _exit(FAILED_EXIT_STATUS);
}

/* Forks with all signals blocked: no handler of ours may run in the child. */
static pid_t
fork_child(const Child *child)
{
    sigset_t all;
    sigset_t before;
    pid_t pid = -1;
    int number = 0;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid = fork();
    if (pid == 0)
        run_child(child);
    number = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = number;
    return pid;
}

static bool
set_problem(const DetachedRequest *request, const char *call, int number, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("cannot run '%s': %s: %s"),
                request->words[0], call, g_strerror(number));
    return false;
}

/* Moves @fd (owned) out of the way of the child's 0, 1 and 2, and of a socket's 3. */
static int
move_up(int fd)
{
    int moved = -1;

    if (fd < 0 || fd >= FIRST_OWN_FD)
        return fd;
    moved = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_OWN_FD);
    close(fd);
    return moved;
}

/* Returns: false with errno. */
static bool
prepare(Child *child, int *report_end, int *go_end)
{
    const DetachedRequest *request = child->request;
    int ends[2] = {-1, -1};
    int go_ends[2] = {-1, -1};
    static const char *const of_socket[] = {"LISTEN_FDS=1", socket_pid_unknown, NULL};

    child->parent = getpid();
    child->environment = surroundings_with(
        surroundings_environment(request->directory, request->other_user), request->variables);
    if (request->is_activated)
        child->environment = surroundings_with(child->environment, of_socket);
    if (pipe2(ends, O_CLOEXEC) < 0)
        return false;
    *report_end = ends[0];
    child->report_fd = move_up(ends[1]);
    if (pipe2(go_ends, O_CLOEXEC) < 0)
        return false;
    *go_end = go_ends[1];
    child->go_fd = move_up(go_ends[0]);
    child->null_fd = move_up(open("/dev/null", O_RDONLY | O_CLOEXEC));
    child->output_fd = fcntl(request->output_fd, F_DUPFD_CLOEXEC, FIRST_OWN_FD);
    return child->report_fd >= 0 && child->go_fd >= 0 && child->null_fd >= 0 &&
           child->output_fd >= 0;
}

/* Waits until the child has executed.  Returns: false when it failed. */
static bool
has_executed(int report_end, Report *report)
{
    ssize_t n_bytes = 0;

    do
        n_bytes = read(report_end, report, sizeof *report);
    while (n_bytes < 0 && errno == EINTR);
    return n_bytes != (ssize_t)sizeof *report;
}

/* Kills and reaps a child that failed. */
static void
discard(pid_t pid)
{
    kill(pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

/* Has the child confirmed and lets it go on. */
static bool
let_go(const DetachedRequest *request, pid_t pid, int go_end, GError **error)
{
    if (request->confirm != NULL && !request->confirm(pid, request->user_data, error))
        return false;
    /* A child that has ended meanwhile has reported why. */
    return write(go_end, "", 1) == 1 || errno == EPIPE ||
           set_problem(request, "write", errno, error);
}

/* Returns: the pid of a child that has executed; -1 on an error. */
static pid_t
launch(Child *child, int report_end, int go_end, int *pid_fd, GError **error)
{
    const DetachedRequest *request = child->request;
    pid_t pid = fork_child(child);
    Report report = {0};
    int fd = -1;

    if (pid < 0) {
        set_problem(request, "fork", errno, error);
        return -1;
    }
    close(child->report_fd);
    child->report_fd = -1;
    fd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0) {
        set_problem(request, "pidfd_open", errno, error);
    } else if (let_go(request, pid, go_end, error)) {
        if (has_executed(report_end, &report)) {
            *pid_fd = fd;
            return pid;
        }
        set_problem(request, steps[report.step].name, report.number, error);
    }
    discard(pid);
    close_fd(fd);
    return -1;
}

pid_t
detached_start(const DetachedRequest *request, int *pid_fd, GError **error)
{
    g_auto(Child) child = {
        .request = request, .null_fd = -1, .output_fd = -1, .report_fd = -1, .go_fd = -1};
    int report_end = -1;
    int go_end = -1;
    pid_t pid = -1;

    assert_may_block();
    if (prepare(&child, &report_end, &go_end))
        pid = launch(&child, report_end, go_end, pid_fd, error);
    else
        set_problem(request, "open", errno, error);
    close_fd(report_end);
    close_fd(go_end);
    return pid;
}

bool
detached_wait(int pid_fd, int timeout_ms)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;
    struct pollfd end = {.fd = pid_fd, .events = POLLIN};
    gint64 left_ms = timeout_ms;

    assert_may_block();
    while (poll(&end, 1, (int)left_ms) < 0 && errno == EINTR)
        if (timeout_ms >= 0)
            left_ms = MAX((deadline - g_get_monotonic_time() + 999) / 1000, 0);
    return (end.revents & POLLIN) != 0;
}

bool
detached_signal(int pid_fd, int signal)
{
    return syscall(SYS_pidfd_send_signal, pid_fd, signal, NULL, 0) == 0;
}

bool
detached_reap(pid_t pid, int *status)
{
    pid_t reaped = -1;

    do
        reaped = waitpid(pid, status, WNOHANG);
    while (reaped < 0 && errno == EINTR);
    return reaped == pid;
}

/* ---- processes of an earlier daemon */

/* In /proc/PID/stat, the fields after the command, which is in parentheses and may contain any
 * character.  The first of them is field 3; the start time is field 22. */
enum { FIRST_WORD = 3, START_TIME_WORD = 22 };

uint64_t
detached_start_time(pid_t pid)
{
    g_autofree char *path = g_strdup_printf("/proc/%ld/stat", (long)pid);
    g_autofree char *text = NULL;
    g_auto(GStrv) words = NULL;
    const char *bracket = NULL;

    if (pid <= 0 || !g_file_get_contents(path, &text, NULL, NULL))
        return 0;
    bracket = strrchr(text, ')');
    if (bracket == NULL || bracket[1] != ' ')
        return 0;
    words = g_strsplit(bracket + 2, " ", -1);
    if (g_strv_length(words) <= START_TIME_WORD - FIRST_WORD)
        return 0;
    return g_ascii_strtoull(words[START_TIME_WORD - FIRST_WORD], NULL, 10);
}

int
detached_adopt(pid_t pid, uint64_t start_time)
{
    /* Open the pidfd first: if the start time then matches, it is of that process. */
    int pid_fd = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;

    /* A process that has ended may still be a zombie. */
    if (pid_fd >= 0 && start_time != 0 && detached_start_time(pid) == start_time &&
        !detached_wait(pid_fd, 0))
        return pid_fd;
    close_fd(pid_fd);
    return -1;
}
