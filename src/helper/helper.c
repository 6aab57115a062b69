/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/helper.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "qemu/detached.h"
#include "store/log_file.h"

enum { BRIEF_MS = 30000, TERM_MS = 3000, KILL_MS = 10000, SAID_BYTES = 4096 };

Helper *
helper_new(const char *program, const char *id)
{
    Helper *helper = g_new0(Helper, 1);

    g_atomic_ref_count_init(&helper->references);
    helper->program = g_strdup(program);
    helper->id = g_strdup(id);
    helper->pid_fd = helper->log_fd = -1;
    return helper;
}

Helper *
helper_adopt(const char *program, const char *id, pid_t pid, uint64_t start_time)
{
    g_autoptr(Helper) helper = helper_new(program, id);

    helper->pid = pid;
    helper->start_time = start_time;
    helper->pid_fd = detached_adopt(pid, start_time);
    if (helper->pid_fd >= 0)
        return g_steal_pointer(&helper);
    /* It may be our own child that was not reaped yet. */
    if (start_time != 0 && detached_start_time(pid) == start_time)
        detached_reap(pid, NULL);
    return NULL;
}

Helper *
helper_ref(Helper *helper)
{
    g_atomic_ref_count_inc(&helper->references);
    return helper;
}

void
helper_unref(Helper *helper)
{
    if (!g_atomic_ref_count_dec(&helper->references))
        return;
    if (helper->pid_fd >= 0)
        close(helper->pid_fd);
    if (helper->log_fd >= 0)
        close(helper->log_fd);
    logger_free(helper->logger);
    g_free(helper->program);
    g_free(helper->id);
    g_free(helper->socket);
    g_free(helper);
}

char *
helper_log_name(const Helper *helper, const char *name)
{
    return g_strdup_printf("%s-%s-%s", name, helper->id, helper->program);
}

char *
helper_words(const Helper *helper)
{
    return helper->log_fd >= 0 ? log_file_text_since(helper->log_fd, helper->log_start, SAID_BYTES)
                               : g_strdup("");
}

void
helper_finish_log(const Helper *helper)
{
    if (helper->logger != NULL)
        logger_finish(helper->logger);
}

bool
helper_has_failed(const Helper *helper, int timeout_ms, char **said)
{
    siginfo_t end = {0};

    if (helper->pid_fd < 0 || !detached_wait(helper->pid_fd, timeout_ms))
        return false;
    helper_finish_log(helper);
    /* It is not reaped yet, so its pid cannot be reused. */
    if (waitid(P_PID, (id_t)helper->pid, &end, WEXITED | WNOHANG | WNOWAIT) < 0 ||
        end.si_pid != helper->pid || (end.si_code == CLD_EXITED && end.si_status == 0))
        return false;
    *said = helper_words(helper);
    return true;
}

void
helper_begin_end(const Helper *helper)
{
    if (!helper->is_brief)
        detached_signal(helper->pid_fd, SIGTERM);
}

bool
helper_end(const Helper *helper, GError **error)
{
    if (!detached_wait(helper->pid_fd, helper->is_brief ? BRIEF_MS : TERM_MS)) {
        detached_signal(helper->pid_fd, SIGKILL);
        if (!detached_wait(helper->pid_fd, KILL_MS)) {
            g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                        _("'%s' of device '%s', process %d, cannot be ended"), helper->program,
                        helper->id, (int)helper->pid);
            return false;
        }
    }
    detached_reap(helper->pid, NULL);
    helper_finish_log(helper);
    return true;
}
