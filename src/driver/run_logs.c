/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/run_logs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <unistd.h>

#include "base/error.h"
#include "helper/helpers.h"

typedef struct {
    Logger *logger;
    FdSets *sets;
    GHashTable *places; /* path -> replacement; two devices may share a file */
    GError *problem;    /* nullable: the first */
} Opening;

static bool
truncate_file(const char *path, const LogFile *file, GError **error)
{
    if (ftruncate(file->fd, 0) == 0)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("Unable to open file: %s: %s"), path,
                g_strerror(errno));
    return false;
}

/* Returns: (owned, nullable) the replacement for the path; NULL without an error: keep the path. */
static char *
open_one(const Opening *opening, const PartFile *file, GError **error)
{
    LogFile log = LOG_FILE_NONE;
    bool is_left = false;
    unsigned set = 0;
    int fd = -1;

    if (!log_file_open_foreign(file->path, logger_max_kib(opening->logger), &log, &is_left,
                               error) ||
        is_left)
        return NULL;
    if (file->is_truncated && !truncate_file(file->path, &log, error)) {
        log_file_close(&log);
        return NULL;
    }
    fd = logger_add(opening->logger, &log, error);
    if (fd < 0)
        return NULL;
    fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (fd < 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                    _("cannot make a channel for a log: %s"), g_strerror(errno));
        return NULL;
    }
    set = fd_sets_begin(opening->sets);
    fd_sets_add(opening->sets, set, fd);
    return fd_sets_path(set);
}

static char *
open_file(const PartFile *file, void *user)
{
    Opening *opening = user;
    const char *known = g_hash_table_lookup(opening->places, file->path);
    char *place = NULL;

    if (known != NULL || opening->problem != NULL)
        return g_strdup(known);
    place = open_one(opening, file, &opening->problem);
    if (place != NULL)
        g_hash_table_insert(opening->places, g_strdup(file->path), g_strdup(place));
    return place;
}

Argv *
run_logs_argv(Plan *plan, Logger *logger, FdSets *sets, GError **error)
{
    g_autoptr(GHashTable) places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    Opening opening = {logger, sets, places, NULL};
    g_autoptr(Argv) argv = NULL;

    plan->context.files = (PartFileOpener){open_file, &opening};
    argv = plan_argv(plan);
    plan->context.files = (PartFileOpener){0};
    if (opening.problem == NULL)
        return g_steal_pointer(&argv);
    g_propagate_error(error, opening.problem);
    return NULL;
}

void
run_logs_finish(Run *run)
{
    if (run->logger != NULL)
        logger_finish(run->logger);
    helpers_finish_logs(run->helpers);
}
