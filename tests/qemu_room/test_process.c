/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/process.h"

#include <fcntl.h>
#include <libvirt/virterror.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"

enum { LONG_MS = 120000, SHORT_MS = 100 };

static Process *
start_shell(const char *script, int io)
{
    const char *const words[] = {"sh", "-c", script, NULL};
    g_autoptr(GError) error = NULL;
    Process *process = process_start(&(ProcessRequest){.words = words, .io = io}, &error);

    g_assert_no_error(error);
    return process;
}

static void
test_status(void)
{
    g_autoptr(Process) process = start_shell("exit 3", PROCESS_NO_IO);
    int status = 0;

    g_assert_true(process_wait(process, LONG_MS, &status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 3);
    g_assert_true(process_wait(process, 0, &status));
}

static void
test_stderr(void)
{
    g_autoptr(Process) process = start_shell("echo one >&2; echo two >&2", PROCESS_NO_IO);
    g_autoptr(Process) flood =
        start_shell("yes long | head -n 100000 >&2; echo end >&2", PROCESS_NO_IO);
    g_autofree char *said = NULL;
    g_autofree char *much = NULL;

    g_assert_true(process_wait(process, LONG_MS, NULL));
    said = process_stderr(process);
    g_assert_cmpstr(said, ==, "one; two");
    g_assert_true(process_wait(flood, LONG_MS, NULL));
    much = process_stderr(flood);
    g_assert_true(g_str_has_suffix(much, "long; end"));
    g_assert_cmpuint(strlen(much), <, 8192);
}

/* Its environment and its descriptors: those that it was given, and no other. */
static void
test_surroundings(void)
{
    const char *const words[] = {"sh", "-c", "echo $LC_ALL >&2; ls /proc/self/fd >&2", NULL};
    int leaked = open("/dev/null", O_RDONLY); /* without O_CLOEXEC */
    int given = fcntl(open("/dev/null", O_RDONLY | O_CLOEXEC), F_DUPFD_CLOEXEC, 77);
    g_autoptr(Process) process = process_start(
        &(ProcessRequest){
            .words = words, .io = PROCESS_NO_IO, .descriptors = &given, .n_descriptors = 1},
        NULL);
    g_autofree char *said = NULL;

    g_assert_nonnull(process);
    g_assert_true(process_wait(process, LONG_MS, NULL));
    said = process_stderr(process);
    g_assert_cmpint(given, ==, 77);
    /* 3 is the folder that ls itself reads. */
    g_assert_cmpstr(said, ==, "C; 0; 1; 2; 3; 77");
    close(given);
    close(leaked);
}

static void
test_not_executable(void)
{
    static const char *const paths[] = {"/nonexistent/qemu", "/etc/passwd", "/",
                                        "no-such-program-x"};

    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        const char *const words[] = {paths[i], NULL};
        g_autoptr(GError) error = NULL;

        g_assert_null(
            process_start(&(ProcessRequest){.words = words, .io = PROCESS_NO_IO}, &error));
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
        g_assert_nonnull(strstr(error->message, paths[i]));
    }
}

static bool
is_alive(pid_t pid)
{
    return kill(pid, 0) == 0;
}

static void
test_free_ends_it(void)
{
    Process *process = start_shell("exec sleep 1000", PROCESS_NO_IO);
    pid_t pid = process_pid(process);

    g_assert_true(is_alive(pid));
    g_assert_false(process_wait(process, 10, NULL));
    process_free(process);
    g_assert_false(is_alive(pid));
}

/* One that does not listen to SIGTERM, and what it has started. */
static void
test_kill(void)
{
    Process *process =
        start_shell("trap '' TERM; sleep 1000 & echo $! >&2; wait; wait", PROCESS_NO_IO);
    pid_t pid = process_pid(process);
    g_autofree char *said = NULL;
    pid_t child = 0;

    while (child == 0) {
        g_clear_pointer(&said, g_free);
        process_wait(process, 10, NULL);
        said = process_stderr(process);
        child = (pid_t)strtol(said, NULL, 10);
    }
    process_kill(process);
    g_assert_false(is_alive(pid));
    process_free(process);
    /* Nobody may have reaped it yet, but it is no longer asleep. */
    for (unsigned i = 0; i < 100 && is_alive(child); i++) {
        g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)child);
        g_autofree char *stat = NULL;

        if (g_file_get_contents(path, &stat, NULL, NULL) && strstr(stat, ") Z") != NULL)
            break;
        g_usleep(10000);
        g_assert_cmpuint(i, <, 99);
    }
}

/* When we die, by whatever signal, our process does. */
static void
test_death_of_parent(void)
{
    int ends[2];
    pid_t pid = 0;
    pid_t child = 0;

    g_assert_cmpint(pipe(ends), ==, 0);
    pid = fork();
    if (pid == 0) {
        Process *process = start_shell("exec sleep 1000", PROCESS_NO_IO);
        pid_t started = process_pid(process);

        if (write(ends[1], &started, sizeof(started)) == sizeof(started))
            kill(getpid(), SIGKILL);
        _exit(1);
    }
    g_assert_cmpint(read(ends[0], &child, sizeof(child)), ==, sizeof(child));
    g_assert_cmpint(waitpid(pid, NULL, 0), ==, pid);
    for (unsigned i = 0; is_alive(child); i++) {
        g_autofree char *path = g_strdup_printf("/proc/%d/stat", (int)child);
        g_autofree char *stat = NULL;

        if (g_file_get_contents(path, &stat, NULL, NULL) && strstr(stat, ") Z") != NULL)
            break;
        g_assert_cmpuint(i, <, 100);
        g_usleep(10000);
    }
    close(ends[0]);
    close(ends[1]);
}

/* Each row is a program that is no QEMU, and what is said of it. */
static const struct {
    const char *name;
    const char *script;
    int code;
    const char *text;
} strangers[] = {
    {"true", "exit 0", VIR_ERR_CONFIG_UNSUPPORTED, "exit status 0"},
    {"complains", "echo 'no such option' >&2; exit 1", VIR_ERR_CONFIG_UNSUPPORTED,
     "no such option"},
    {"garbage", "echo hello; sleep 100", VIR_ERR_CONFIG_UNSUPPORTED, "hello"},
    {"hangs", "exec sleep 100", VIR_ERR_OPERATION_TIMEOUT, "in time"},
    {"floods-lines", "yes", VIR_ERR_CONFIG_UNSUPPORTED, "'y'"},
    {"floods-stderr", "yes >&2", VIR_ERR_OPERATION_TIMEOUT, "in time"},
    {"floods-one-line", "tr '\\0' a < /dev/zero", VIR_ERR_CONFIG_UNSUPPORTED, "longer than"},
    {"floods-events", "yes '{\"event\":\"X\"}'", VIR_ERR_CONFIG_UNSUPPORTED, "greeting"},
    {"dies-after-greeting", "echo '{\"QMP\":{}}'; kill -9 $$", VIR_ERR_CONFIG_UNSUPPORTED,
     "closed"},
};

static void
test_stranger(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    const char *const words[] = {"sh", "-c", strangers[i].script, NULL};
    bool is_slow = strcmp(strangers[i].name, "floods-one-line") == 0;
    int timeout_ms = strangers[i].code == VIR_ERR_OPERATION_TIMEOUT ? SHORT_MS : LONG_MS;
    g_autoptr(GError) error = NULL;
    Qmp *qmp = NULL;
    gint64 start = g_get_monotonic_time();

    g_assert_null(process_start_qmp(words, NULL, timeout_ms, &qmp, &error));
    g_assert_null(qmp);
    g_assert_error(error, PSERIES_ERROR, strangers[i].code);
    g_assert_nonnull(strstr(error->message, strangers[i].text));
    g_assert_cmpuint(strlen(error->message), <, 10000);
    g_assert_cmpint(g_get_monotonic_time() - start, <, (is_slow ? 2 : 1) * LONG_MS * 1000);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/process/status", test_status);
    g_test_add_func("/process/stderr", test_stderr);
    g_test_add_func("/process/surroundings", test_surroundings);
    g_test_add_func("/process/not-executable", test_not_executable);
    g_test_add_func("/process/free-ends-it", test_free_ends_it);
    g_test_add_func("/process/kill", test_kill);
    g_test_add_func("/process/death-of-parent", test_death_of_parent);
    for (size_t i = 0; i < G_N_ELEMENTS(strangers); i++) {
        g_autofree char *path = g_strconcat("/process/stranger/", strangers[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_stranger);
    }
    return g_test_run();
}
