/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/companion.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/log_file.h"
#include "qemu/detached.h"

enum { BRIEF_MS = 30000, TERM_MS = 3000, KILL_MS = 10000, SAID_BYTES = 4096 };

Companion *
companion_new(const char *program, const char *id)
{
    Companion *companion = g_new0(Companion, 1);

    g_atomic_ref_count_init(&companion->references);
    companion->program = g_strdup(program);
    companion->id = g_strdup(id);
    companion->pid_fd = companion->log_fd = -1;
    return companion;
}

Companion *
companion_adopt(const char *program, const char *id, pid_t pid, uint64_t start_time)
{
    g_autoptr(Companion) companion = companion_new(program, id);

    companion->pid = pid;
    companion->start_time = start_time;
    companion->pid_fd = detached_adopt(pid, start_time);
    if (companion->pid_fd >= 0)
        return g_steal_pointer(&companion);
    /* It may be a child of ours that nobody has waited for yet. */
    if (start_time != 0 && detached_start_time(pid) == start_time)
        detached_reap(pid, NULL);
    return NULL;
}

Companion *
companion_ref(Companion *companion)
{
    g_atomic_ref_count_inc(&companion->references);
    return companion;
}

void
companion_unref(Companion *companion)
{
    if (!g_atomic_ref_count_dec(&companion->references))
        return;
    if (companion->pid_fd >= 0)
        close(companion->pid_fd);
    if (companion->log_fd >= 0)
        close(companion->log_fd);
    logger_free(companion->logger);
    g_free(companion->program);
    g_free(companion->id);
    g_free(companion->socket);
    g_free(companion);
}

char *
companion_log_name(const Companion *companion, const char *name)
{
    return g_strdup_printf("%s-%s-%s", name, companion->id, companion->program);
}

char *
companion_words(const Companion *companion)
{
    return companion->log_fd >= 0
               ? log_file_text_since(companion->log_fd, companion->log_start, SAID_BYTES)
               : g_strdup("");
}

void
companion_finish_log(const Companion *companion)
{
    if (companion->logger != NULL)
        logger_finish(companion->logger);
}

bool
companion_has_failed(const Companion *companion, int timeout_ms, char **said)
{
    siginfo_t end = {0};

    if (companion->pid_fd < 0 || !detached_wait(companion->pid_fd, timeout_ms))
        return false;
    companion_finish_log(companion);
    /* It stays to be reaped: until then its number is nobody else's. */
    if (waitid(P_PID, (id_t)companion->pid, &end, WEXITED | WNOHANG | WNOWAIT) < 0 ||
        end.si_pid != companion->pid || (end.si_code == CLD_EXITED && end.si_status == 0))
        return false;
    *said = companion_words(companion);
    return true;
}

void
companion_begin_end(const Companion *companion)
{
    if (!companion->is_brief)
        detached_signal(companion->pid_fd, SIGTERM);
}

bool
companion_end(const Companion *companion, GError **error)
{
    if (!detached_wait(companion->pid_fd, companion->is_brief ? BRIEF_MS : TERM_MS)) {
        detached_signal(companion->pid_fd, SIGKILL);
        if (!detached_wait(companion->pid_fd, KILL_MS)) {
            g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                        _("'%s' of device '%s', process %d, cannot be ended"), companion->program,
                        companion->id, (int)companion->pid);
            return false;
        }
    }
    detached_reap(companion->pid, NULL);
    companion_finish_log(companion);
    return true;
}
