/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/process.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "qemu/surroundings.h"

enum { STDERR_KEPT_BYTES = 4096, TERM_GRACE_MS = 2000, POLL_STEP_MS = 10, END_MS = 500 };

struct Process {
    pid_t pid;
    bool is_group; /* it leads its own process group */
    int pid_fd;    /* -1: the kernel has none */
    int stderr_fd; /* -1: not captured */
    GString *stderr_text;
    bool has_ended;
    int status;
};

/* Everything that the child needs between fork() and execve(). */
typedef struct {
    pid_t parent;
    const ProcessRequest *request;
} ChildSetup;

/* Runs in the child: async-signal-safe calls alone. */
static void
set_up_child(gpointer user)
{
    const ChildSetup *setup = user;
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (!other_user_become(setup->request->other_user))
        _exit(1);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    /* Our parent may have ended before the prctl(). */
    if (getppid() != setup->parent)
        _exit(1);
    /* Own group, so that a wrapper script is killed with its children; a process with the terminal
     * must stay in the terminal's group. */
    if (setup->request->io != PROCESS_OWN_IO)
        setpgid(0, 0);
    for (size_t i = 0; i < setup->request->n_descriptors; i++)
        fcntl(setup->request->descriptors[i], F_SETFD, 0);
}

static bool
make_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) < 0)
        return false;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return true;
}

static const char *
spawn_reason(const GError *problem)
{
    static const struct {
        GSpawnError code;
        int number;
    } reasons[] = {
        {G_SPAWN_ERROR_NOENT, ENOENT},
        {G_SPAWN_ERROR_ACCES, EACCES},
        {G_SPAWN_ERROR_NOEXEC, ENOEXEC},
        {G_SPAWN_ERROR_NOTDIR, ENOTDIR},
        {G_SPAWN_ERROR_ISDIR, EISDIR},
        {G_SPAWN_ERROR_LIBBAD, ELIBBAD},
        {G_SPAWN_ERROR_NOMEM, ENOMEM},
        {G_SPAWN_ERROR_TOO_BIG, E2BIG},
        {G_SPAWN_ERROR_TXTBUSY, ETXTBSY},
        {G_SPAWN_ERROR_LOOP, ELOOP},
        {G_SPAWN_ERROR_NAMETOOLONG, ENAMETOOLONG},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++)
        if (g_error_matches(problem, G_SPAWN_ERROR, (int)reasons[i].code))
            return g_strerror(reasons[i].number);
    return problem->message;
}

static GSpawnFlags
flags_of(const ProcessRequest *request)
{
    GSpawnFlags flags = G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD;

    if (request->io == PROCESS_OWN_IO)
        return flags | G_SPAWN_CHILD_INHERITS_STDIN;
    return request->io == PROCESS_NO_IO ? flags | G_SPAWN_STDOUT_TO_DEV_NULL : flags;
}

static bool
spawn(Process *process, const ProcessRequest *request, int stderr_fd, GError **error)
{
    ChildSetup setup = {.parent = getpid(), .request = request};
    g_auto(GStrv) environment = surroundings_with(
        g_environ_setenv(g_get_environ(), "LC_ALL", "C", TRUE), request->variables);
    int io = request->io >= 0 ? request->io : -1;
    g_autoptr(GError) problem = NULL;

    if (g_spawn_async_with_fds(NULL, (char **)request->words, environment, flags_of(request),
                               set_up_child, &setup, &process->pid, io, io, stderr_fd, &problem))
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED, _("cannot run '%s': %s"),
                request->words[0], spawn_reason(problem));
    return false;
}

Process *
process_start(const ProcessRequest *request, GError **error)
{
    g_autofree Process *process = g_new0(Process, 1);
    int ends[2] = {-1, -1};
    bool is_started = false;

    if (request->io != PROCESS_OWN_IO && !make_pipe(ends)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("cannot make a pipe: %s"),
                    g_strerror(errno));
        return NULL;
    }
    is_started = spawn(process, request, ends[1], error);
    if (ends[1] >= 0)
        close(ends[1]);
    if (!is_started) {
        if (ends[0] >= 0)
            close(ends[0]);
        return NULL;
    }
    process->is_group = request->io != PROCESS_OWN_IO;
    process->stderr_fd = ends[0];
    process->stderr_text = g_string_new(NULL);
    process->pid_fd = (int)syscall(SYS_pidfd_open, process->pid, 0);
    return g_steal_pointer(&process);
}

/* Reads what is available from stderr, keeping the last part.  Returns: false at the end of the
 * stream. */
static bool
drain_stderr(void *user)
{
    Process *process = user;
    char bytes[4096];
    ssize_t n_bytes = read(process->stderr_fd, bytes, sizeof(bytes));
    gsize surplus = 0;

    if (n_bytes < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (n_bytes <= 0) {
        close(process->stderr_fd);
        process->stderr_fd = -1;
        return false;
    }
    g_string_append_len(process->stderr_text, bytes, n_bytes);
    if (process->stderr_text->len > STDERR_KEPT_BYTES)
        surplus = process->stderr_text->len - STDERR_KEPT_BYTES;
    g_string_erase(process->stderr_text, 0, (gssize)surplus);
    return true;
}

void
process_attach(Process *process, Qmp *qmp)
{
    if (process->stderr_fd >= 0)
        qmp_set_drain(qmp, process->stderr_fd, drain_stderr, process);
}

static bool
try_reap(Process *process)
{
    if (!process->has_ended)
        process->has_ended = waitpid(process->pid, &process->status, WNOHANG) == process->pid;
    return process->has_ended;
}

bool
process_wait(Process *process, int timeout_ms, int *status)
{
    gint64 deadline = g_get_monotonic_time() + (gint64)timeout_ms * 1000;

    while (!try_reap(process)) {
        struct pollfd fds[] = {{.fd = process->pid_fd, .events = POLLIN},
                               {.fd = process->stderr_fd, .events = POLLIN}};
        gint64 left_ms = (deadline - g_get_monotonic_time() + 999) / 1000;

        if (left_ms <= 0)
            return false;
        poll(fds, 2, (int)(process->pid_fd < 0 ? MIN(left_ms, POLL_STEP_MS) : left_ms));
        if (fds[1].revents != 0)
            drain_stderr(process);
    }
    if (status != NULL)
        *status = process->status;
    return true;
}

void
process_kill(Process *process)
{
    if (try_reap(process))
        return;
    kill(process->is_group ? -process->pid : process->pid, SIGKILL);
    while (waitpid(process->pid, &process->status, 0) < 0 && errno == EINTR)
        ;
    process->has_ended = true;
}

void
process_free(Process *process)
{
    if (process == NULL)
        return;
    if (!try_reap(process)) {
        kill(process->is_group ? -process->pid : process->pid, SIGTERM);
        if (!process_wait(process, TERM_GRACE_MS, NULL))
            process_kill(process);
    }
    if (process->pid_fd >= 0)
        close(process->pid_fd);
    if (process->stderr_fd >= 0)
        close(process->stderr_fd);
    g_string_free(process->stderr_text, TRUE);
    g_free(process);
}

pid_t
process_pid(const Process *process)
{
    return process->pid;
}

char *
process_stderr(Process *process)
{
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;

    /* At most one pipe's content: the process may never stop writing. */
    for (unsigned i = 0; i < 16 && process->stderr_fd >= 0; i++) {
        struct pollfd fds = {.fd = process->stderr_fd, .events = POLLIN};

        if (poll(&fds, 1, 0) <= 0 || !drain_stderr(process))
            break;
    }
    text = g_utf8_make_valid(process->stderr_text->str, (gssize)process->stderr_text->len);
    lines = g_strsplit_set(g_strstrip(text), "\r\n", -1);
    return g_strjoinv("; ", lines);
}

/* Adds to @problem what is known about the process's end. */
static void
explain(Process *process, const char *name, const GError *problem, GError **error)
{
    bool is_interrupted = problem->code == VIR_ERR_OPERATION_ABORTED;
    bool is_late = problem->code == VIR_ERR_OPERATION_TIMEOUT;
    int code = is_late ? VIR_ERR_OPERATION_TIMEOUT : VIR_ERR_CONFIG_UNSUPPORTED;
    g_autofree char *said = NULL;
    int status = 0;
    /* The monitor may be closed before its last output and its exit status are there. */
    bool has_ended = !is_late && !is_interrupted && process_wait(process, END_MS, &status);

    said = process_stderr(process);
    if (is_interrupted)
        g_propagate_error(error, g_error_copy(problem));
    else if (said[0] != '\0')
        g_set_error(error, PSERIES_ERROR, code, _("'%s' does not start as a QEMU: %s: %s"), name,
                    problem->message, said);
    else if (has_ended && WIFEXITED(status))
        g_set_error(error, PSERIES_ERROR, code,
                    _("'%s' does not start as a QEMU: %s (exit status %d)"), name, problem->message,
                    WEXITSTATUS(status));
    else
        g_set_error(error, PSERIES_ERROR, code, _("'%s' does not start as a QEMU: %s"), name,
                    problem->message);
}

Process *
process_start_qmp(const char *const *words, const OtherUser *other_user, int timeout_ms, Qmp **qmp,
                  GError **error)
{
    int ends[2];
    g_autoptr(Process) process = NULL;
    g_autoptr(Qmp) monitor = NULL;
    g_autoptr(GError) problem = NULL;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("cannot make a socket: %s"),
                    g_strerror(errno));
        return NULL;
    }
    monitor = qmp_new(ends[0]);
    process = process_start(
        &(ProcessRequest){.words = words, .io = ends[1], .other_user = other_user}, error);
    close(ends[1]);
    if (process == NULL)
        return NULL;
    process_attach(process, monitor);
    if (!qmp_open(monitor, timeout_ms, &problem)) {
        if (problem->code == VIR_ERR_OPERATION_TIMEOUT)
            process_kill(process);
        explain(process, words[0], problem, error);
        process_kill(process);
        return NULL;
    }
    *qmp = g_steal_pointer(&monitor);
    return g_steal_pointer(&process);
}
