/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/monitor.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "qemu/detached.h"

/*
 * The monitor of a real, detached QEMU: it listens on a socket that we have bound, and takes one
 * client after the other.
 */
enum { TIMEOUT_MS = 120000, N_THREADS = 8, N_COMMANDS = 50 };

typedef struct {
    char *program;
    char *directory;
    struct sockaddr_un address;
    int log_fd;
    pid_t pid;
    int pid_fd;
    GMainLoop *loop;
    GThread *main_thread;
    GMutex lock; /* of what follows */
    GCond changed;
    GString *events;
    unsigned n_closed, n_freed;
} Bench;

static void
on_event(JsonObject *event, void *user)
{
    Bench *bench = user;

    g_mutex_lock(&bench->lock);
    g_string_append_printf(bench->events, "%s ", json_object_get_string_member(event, "event"));
    g_cond_broadcast(&bench->changed);
    g_mutex_unlock(&bench->lock);
}

static void
on_closed(const GError *why, void *user)
{
    Bench *bench = user;

    g_mutex_lock(&bench->lock);
    g_assert_error(why, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
    bench->n_closed++;
    g_cond_broadcast(&bench->changed);
    g_mutex_unlock(&bench->lock);
}

static void
on_free(void *user)
{
    Bench *bench = user;

    g_mutex_lock(&bench->lock);
    bench->n_freed++;
    g_cond_broadcast(&bench->changed);
    g_mutex_unlock(&bench->lock);
}

static void
await(Bench *bench, const unsigned *counter, unsigned value)
{
    gint64 deadline = g_get_monotonic_time() + TIMEOUT_MS * G_TIME_SPAN_MILLISECOND;

    g_mutex_lock(&bench->lock);
    while (*counter < value)
        g_assert_true(g_cond_wait_until(&bench->changed, &bench->lock, deadline));
    g_mutex_unlock(&bench->lock);
}

static void
await_event(Bench *bench, const char *name)
{
    gint64 deadline = g_get_monotonic_time() + TIMEOUT_MS * G_TIME_SPAN_MILLISECOND;

    g_mutex_lock(&bench->lock);
    while (strstr(bench->events->str, name) == NULL)
        g_assert_true(g_cond_wait_until(&bench->changed, &bench->lock, deadline));
    g_mutex_unlock(&bench->lock);
}

static gpointer
run_loop(gpointer loop)
{
    g_main_loop_run(loop);
    return NULL;
}

/* Starts a QEMU with @option, nullable, besides what it needs. */
static void
start(Bench *bench, const char *option)
{
    int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_autofree char *chardev = g_strdup_printf("socket,id=mon,fd=%d,server=on,wait=off", listening);
    const char *const words[] = {bench->program,
                                 "-S",
                                 "-nodefaults",
                                 "-display",
                                 "none",
                                 "-machine",
                                 "none",
                                 "-chardev",
                                 chardev,
                                 "-mon",
                                 "chardev=mon,mode=control",
                                 option,
                                 NULL};
    const DetachedRequest request = {.words = words,
                                     .directory = bench->directory,
                                     .output_fd = bench->log_fd,
                                     .descriptors = &listening,
                                     .n_descriptors = 1};
    g_autoptr(GError) error = NULL;

    g_assert_cmpint(
        bind(listening, (const struct sockaddr *)&bench->address, sizeof bench->address), ==, 0);
    g_assert_cmpint(listen(listening, 1), ==, 0);
    bench->pid = detached_start(&request, &bench->pid_fd, &error);
    g_assert_no_error(error);
    close(listening);
}

static void
set_up(Bench *bench, gconstpointer user)
{
    g_autofree char *path = NULL;

    bench->program = g_find_program_in_path("qemu-system-ppc64");
    bench->directory = g_dir_make_tmp("pseries-XXXXXX", NULL);
    path = g_build_filename(bench->directory, "monitor.sock", NULL);
    bench->address.sun_family = AF_UNIX;
    g_strlcpy(bench->address.sun_path, path, sizeof bench->address.sun_path);
    bench->log_fd = memfd_create("log", MFD_CLOEXEC);
    fcntl(bench->log_fd, F_SETFL, O_APPEND);
    bench->events = g_string_new(NULL);
    g_mutex_init(&bench->lock);
    g_cond_init(&bench->changed);
    bench->loop = g_main_loop_new(NULL, FALSE);
    bench->main_thread = g_thread_new("main", run_loop, bench->loop);
    start(bench, user);
}

static void
tear_down(Bench *bench, gconstpointer user)
{
    (void)user;
    detached_signal(bench->pid_fd, SIGKILL);
    g_assert_true(detached_wait(bench->pid_fd, TIMEOUT_MS));
    g_assert_true(detached_reap(bench->pid, NULL));
    close(bench->pid_fd);
    g_main_loop_quit(bench->loop);
    g_thread_join(bench->main_thread);
    g_main_loop_unref(bench->loop);
    close(bench->log_fd);
    g_unlink(bench->address.sun_path);
    g_rmdir(bench->directory);
    g_string_free(bench->events, TRUE);
    g_cond_clear(&bench->changed);
    g_mutex_clear(&bench->lock);
    g_free(bench->directory);
    g_free(bench->program);
}

/* @pid: (nullable) who listens. */
static Monitor *
connect_monitor(Bench *bench, pid_t *pid)
{
    static const MonitorHandlers handlers = {on_event, on_closed, on_free};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct ucred peer = {0};
    socklen_t size = sizeof peer;

    g_assert_cmpint(connect(fd, (const struct sockaddr *)&bench->address, sizeof bench->address),
                    ==, 0);
    g_assert_cmpint(getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size), ==, 0);
    if (pid != NULL)
        *pid = peer.pid;
    return monitor_new(fd, NULL, &handlers, bench);
}

static Monitor *
open_monitor(Bench *bench, pid_t *pid)
{
    g_autoptr(GError) error = NULL;
    Monitor *monitor = connect_monitor(bench, pid);

    monitor_open(monitor, TIMEOUT_MS, &error);
    g_assert_no_error(error);
    return monitor;
}

static void
expect_status(Monitor *monitor, const char *status)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) answer = monitor_execute(monitor, "query-status", NULL, TIMEOUT_MS, &error);

    g_assert_no_error(error);
    g_assert_cmpstr(json_object_get_string_member(json_node_get_object(answer), "status"), ==,
                    status);
}

/* As a daemon does that was restarted: it connects anew, and finds the pid by the connection. */
static void
test_reconnect(Bench *bench, gconstpointer user)
{
    g_autoptr(Monitor) first = open_monitor(bench, NULL);
    g_autoptr(Monitor) second = NULL;
    pid_t pid = -1;

    (void)user;
    expect_status(first, "prelaunch");
    monitor_close(first);
    second = open_monitor(bench, &pid);
    g_assert_cmpint(pid, ==, bench->pid);
    expect_status(second, "prelaunch");
    monitor_close(second);
    await(bench, &bench->n_freed, 2);
    g_assert_cmpuint(bench->n_closed, ==, 0);
}

static void
test_run_and_quit(Bench *bench, gconstpointer user)
{
    g_autoptr(Monitor) monitor = open_monitor(bench, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) running = NULL;
    g_autoptr(JsonNode) refused = NULL;
    g_autoptr(JsonNode) ended = NULL;

    (void)user;
    running = monitor_execute(monitor, "cont", NULL, TIMEOUT_MS, &error);
    g_assert_no_error(error);
    await_event(bench, "RESUME ");
    expect_status(monitor, "running");
    refused = monitor_execute(monitor, "no-such-command", NULL, TIMEOUT_MS, &error);
    g_assert_null(refused);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
    g_assert_true(
        g_str_has_prefix(error->message, "unable to execute QEMU command 'no-such-command': "));
    ended = monitor_execute(monitor, "quit", NULL, TIMEOUT_MS, NULL);
    await_event(bench, "SHUTDOWN ");
    await(bench, &bench->n_closed, 1);
    g_assert_true(detached_wait(bench->pid_fd, TIMEOUT_MS));
}

static void
test_refusal_class(Bench *bench, gconstpointer user)
{
    static const struct {
        const char *command;
        QmpRefusal refusal;
    } rows[] = {
        {"no-such-command", QMP_REFUSAL_COMMAND_NOT_FOUND},
        {"device_del", QMP_REFUSAL_DEVICE_NOT_FOUND},
        {"object-del", QMP_REFUSAL_GENERIC},
        {"query-status", QMP_REFUSAL_GENERIC}, /* it takes no argument */
    };
    g_autoptr(Monitor) monitor = open_monitor(bench, NULL);
    g_autoptr(JsonObject) arguments = json_object_new();

    (void)user;
    json_object_set_string_member(arguments, "id", "nobody");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const MonitorCommand command = {rows[i].command, arguments, TIMEOUT_MS};
        QmpRefusal refusal = QMP_REFUSAL_NONE;
        g_autoptr(GError) error = NULL;
        g_autoptr(JsonNode) answer = monitor_try(monitor, &command, &refusal, &error);

        g_assert_null(answer);
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
        g_assert_cmpint(refusal, ==, rows[i].refusal);
    }
    monitor_close(monitor);
    await(bench, &bench->n_freed, 1);
}

static gpointer
run_many(gpointer monitor)
{
    for (unsigned i = 0; i < N_COMMANDS; i++)
        expect_status(monitor, "prelaunch");
    return NULL;
}

static void
test_threads(Bench *bench, gconstpointer user)
{
    g_autoptr(Monitor) monitor = open_monitor(bench, NULL);
    GThread *threads[N_THREADS];

    (void)user;
    for (size_t i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new("many", run_many, monitor);
    for (size_t i = 0; i < N_THREADS; i++)
        g_thread_join(threads[i]);
    monitor_close(monitor);
    await(bench, &bench->n_freed, 1);
}

static void
test_fd(Bench *bench, gconstpointer user)
{
    g_autoptr(Monitor) monitor = open_monitor(bench, NULL);
    g_autoptr(JsonObject) arguments = json_object_new();
    const MonitorCommand command = {"getfd", arguments, TIMEOUT_MS};
    g_autoptr(GError) error = NULL;
    g_autoptr(JsonNode) passed = NULL;
    g_autoptr(JsonNode) refused = NULL;

    (void)user;
    json_object_set_string_member(arguments, "fdname", "log");
    passed = monitor_execute_with_fd(monitor, &command, bench->log_fd, &error);
    g_assert_no_error(error);
    refused = monitor_execute_with_fd(monitor, &command, -1, &error);
    g_assert_null(refused);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
    monitor_close(monitor);
    await(bench, &bench->n_freed, 1);
}

/* One that ends before it has greeted: those who have connected early see the end. */
static void
test_refused_option(Bench *bench, gconstpointer user)
{
    g_autoptr(Monitor) monitor = connect_monitor(bench, NULL);
    g_autoptr(GError) error = NULL;
    char said[4096] = "";

    (void)user;
    g_assert_false(monitor_open(monitor, TIMEOUT_MS, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR);
    g_assert_true(detached_wait(bench->pid_fd, TIMEOUT_MS));
    g_assert_cmpint(pread(bench->log_fd, said, sizeof said - 1, 0), >, 0);
    g_assert_nonnull(strstr(said, "no-such-option"));
    await(bench, &bench->n_freed, 1);
}

int
main(int argc, char **argv)
{
    static const struct {
        const char *path;
        const char *option;
        void (*test)(Bench *bench, gconstpointer user);
    } tests[] = {
        {"/real-monitor/reconnect", NULL, test_reconnect},
        {"/real-monitor/run-and-quit", NULL, test_run_and_quit},
        {"/real-monitor/refusal-class", NULL, test_refusal_class},
        {"/real-monitor/threads", NULL, test_threads},
        {"/real-monitor/fd", NULL, test_fd},
        {"/real-monitor/refused-option", "-no-such-option", test_refused_option},
    };
    g_autofree char *path = g_find_program_in_path("qemu-system-ppc64");

    g_test_init(&argc, &argv, NULL);
    if (path == NULL) {
        puts("1..0 # SKIP no qemu-system-ppc64");
        return 0;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, Bench, tests[i].option, set_up, tests[i].test, tear_down);
    return g_test_run();
}
