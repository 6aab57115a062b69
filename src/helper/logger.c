/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/logger.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "logger/ring.h"
#include "qemu/detached.h"

/* How long the process may take for a program's last output, and to end after it was killed. */
enum { FINISH_MS = 2000, KILL_MS = 1000, KIB = 1024 };

typedef struct {
    Ring ring;
    LogFile file;
} Log;

struct Logger {
    char *name;
    unsigned max_kib;
    GArray *logs; /* Log */
    pid_t pid;    /* not above 0: none */
    int pid_fd;   /* -1: none */
};

Logger *
logger_new(const char *name, unsigned max_kib)
{
    Logger *logger = g_new0(Logger, 1);

    logger->name = g_strdup(name);
    logger->max_kib = max_kib;
    logger->logs = g_array_new(FALSE, FALSE, sizeof(Log));
    logger->pid_fd = -1;
    return logger;
}

static void
close_logs(Logger *logger)
{
    for (guint i = 0; i < logger->logs->len; i++) {
        Log *log = &g_array_index(logger->logs, Log, i);

        close(log->ring.memory_fd);
        close(log->ring.writer_fd);
        log_file_close(&log->file);
    }
    g_array_set_size(logger->logs, 0);
}

void
logger_free(Logger *logger)
{
    if (logger == NULL)
        return;
    close_logs(logger);
    g_array_unref(logger->logs);
    g_free(logger->name);
    if (logger->pid_fd >= 0)
        close(logger->pid_fd);
    g_free(logger);
}

unsigned
logger_max_kib(const Logger *logger)
{
    return logger->max_kib;
}

int
logger_add(Logger *logger, LogFile *file, GError **error)
{
    Log log = {.file = *file};

    *file = LOG_FILE_NONE;
    if (logger->logs->len == RING_MOST) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("a domain can have at most %d log files"), RING_MOST - 1);
        log_file_close(&log.file);
        return -1;
    }
    if (!ring_open(&log.ring)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                    _("cannot make a channel for a log: %s"), g_strerror(errno));
        log_file_close(&log.file);
        return -1;
    }
    g_array_append_val(logger->logs, log);
    return log.ring.writer_fd;
}

/* Returns: (owned) the path of the program: of our build when we run from it, else the installed
 * one. */
static char *
find_program(void)
{
    g_autofree char *ours = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(ours != NULL ? ours : "/");
    char *built = g_build_filename(folder, "..", "logger", "virtpseries-logger", NULL);

    if (access(built, X_OK) == 0)
        return built;
    g_free(built);
    return g_strdup(LIBEXECDIR "/virtpseries-logger");
}

/* Fills in the arguments (@words: char *) and descriptors (@descriptors: int) of the process. */
static void
describe(const Logger *logger, int program_fd, GPtrArray *words, GArray *descriptors)
{
    g_ptr_array_add(words, find_program());
    g_ptr_array_add(words, g_strdup(logger->name));
    g_ptr_array_add(words, g_strdup_printf("%d", program_fd));
    g_ptr_array_add(words, g_strdup_printf("%" PRIu64, (uint64_t)logger->max_kib * KIB));
    g_array_append_val(descriptors, program_fd);
    for (guint i = 0; i < logger->logs->len; i++) {
        const Log *log = &g_array_index(logger->logs, Log, i);
        const int ends[] = {log->ring.memory_fd, log->ring.writer_fd, log->file.fd,
                            log->file.older_fd};

        g_ptr_array_add(words, g_strdup_printf("%d:%d:%d:%d", ends[0], ends[1], ends[2], ends[3]));
        for (size_t end = 0; end < G_N_ELEMENTS(ends); end++)
            if (ends[end] >= 0)
                g_array_append_val(descriptors, ends[end]);
    }
    g_ptr_array_add(words, NULL);
}

static bool
start_process(Logger *logger, int program_fd, int null_fd, GError **error)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) descriptors = g_array_new(FALSE, FALSE, sizeof(int));
    DetachedRequest request = {.directory = "/", .output_fd = null_fd};

    describe(logger, program_fd, words, descriptors);
    request.words = (const char *const *)(const void *)words->pdata;
    request.descriptors = (const int *)(const void *)descriptors->data;
    request.n_descriptors = descriptors->len;
    logger->pid = detached_start(&request, &logger->pid_fd, error);
    return logger->pid > 0;
}

bool
logger_start(Logger *logger, pid_t pid, GError **error)
{
    int program_fd = (int)syscall(SYS_pidfd_open, pid, 0);
    int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    bool is_started = false;

    if (program_fd >= 0 && null_fd >= 0)
        is_started = start_process(logger, program_fd, null_fd, error);
    else
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("cannot start a logger: %s"),
                    g_strerror(errno));
    if (program_fd >= 0)
        close(program_fd);
    if (null_fd >= 0)
        close(null_fd);
    return is_started;
}

void
logger_begin(Logger *logger)
{
    for (guint i = 0; i < logger->logs->len; i++)
        if (!ring_begin(&g_array_index(logger->logs, Log, i).ring))
            g_debug("a log stays empty: reason='%s'", g_strerror(errno));
    close_logs(logger);
}

void
logger_finish(Logger *logger)
{
    int status = 0;

    assert_may_block();
    close_logs(logger);
    if (logger->pid <= 0)
        return;
    if (!detached_wait(logger->pid_fd, FINISH_MS)) {
        detached_signal(logger->pid_fd, SIGKILL);
        detached_wait(logger->pid_fd, KILL_MS);
    }
    if (detached_reap(logger->pid, &status) && !(WIFEXITED(status) && WEXITSTATUS(status) == 0))
        g_warning("the log of '%s' is not complete: its logger, process %d, did not end by itself",
                  logger->name, (int)logger->pid);
    logger->pid = 0;
}
