/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/helper_launch.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>

#include "base/error.h"

/* How long a brief process may take. */
enum { BRIEF_MS = 120000 };

/* A process that is being started. */
typedef struct {
    const HelperStart *start;
    Helper *helper;
} Launch;

/* Returns: (owned) the key of its undo step. */
static char *
key_of(const Helper *helper)
{
    return g_strconcat(helper->program, ":", helper->id, NULL);
}

/* DetachedRequest.confirm: the process exists and does not execute yet. */
static bool
write_down(pid_t pid, void *user, GError **error)
{
    Launch *launch = user;
    Helper *helper = launch->helper;
    const HelperStart *start = launch->start;
    g_autofree char *key = key_of(helper);

    helper->pid = pid;
    helper->start_time = detached_start_time(pid);
    helper_set_add(start->helpers, helper);
    undo_add(start->undo, &(UndoStep){UNDO_HELPER, key, {(uint64_t)pid, helper->start_time}});
    return undo_write(start->undo, error) && logger_start(helper->logger, pid, error);
}

/* It has ended, or never existed. */
static void
forget(const HelperStart *start, Helper *helper)
{
    g_autofree char *key = key_of(helper);

    helper_set_remove(start->helpers, helper);
    undo_drop(start->undo, UNDO_HELPER, key);
}

/* Returns: (borrowed) a descriptor to write to the log; -1 on an error. */
static int
open_log(const Launch *launch, const char *const *words, GError **error)
{
    const HelperStart *start = launch->start;
    const DriverConfig *config = start->config;
    Helper *helper = launch->helper;
    g_autofree char *name = helper_log_name(helper, start->domain->name);
    g_autofree char *path = log_file_path(config->log_directory, name);
    LogFile log = LOG_FILE_NONE;

    if (!log_file_open(path, config->log_max_kib, &log, error))
        return -1;
    log_file_note(log.fd, "starting up", words);
    helper->log_start = log_file_mark(log.fd);
    helper->log_fd = fcntl(log.fd, F_DUPFD_CLOEXEC, 0);
    helper->logger = logger_new(name, config->log_max_kib);
    return logger_add(helper->logger, &log, error);
}

bool
helper_launch(const HelperStart *start, Helper *helper, DetachedRequest request, GError **error)
{
    Launch launch = {start, helper};

    request.output_fd = open_log(&launch, request.words, error);
    request.confirm = write_down;
    request.user_data = &launch;
    if (request.output_fd < 0)
        return false;
    if (detached_start(&request, &helper->pid_fd, error) > 0) {
        logger_begin(helper->logger);
        return true;
    }
    logger_finish(helper->logger);
    forget(start, helper);
    return false;
}

bool
helper_launch_brief(const HelperCase *what, const char *program, DetachedRequest request,
                    GError **error)
{
    g_autoptr(Helper) helper = helper_new(program, what->device->id);
    g_autofree char *said = NULL;
    bool is_done = false;

    helper->is_brief = true;
    if (!helper_launch(what->start, helper, request, error))
        return false;
    if (!detached_wait(helper->pid_fd, BRIEF_MS)) {
        /* The failing start undoes it. */
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                    _("'%s' has not ended within %d seconds"), request.words[0], BRIEF_MS / 1000);
        return false;
    }
    is_done = !helper_has_failed(helper, 0, &said);
    detached_reap(helper->pid, NULL);
    forget(what->start, helper);
    if (!is_done)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("Could not run '%s': %s"),
                    request.words[0], said);
    return is_done;
}
