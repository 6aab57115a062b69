/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/companions.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/companion.h"
#include "driver/companion_kind.h"
#include "driver/pr_helper.h"
#include "driver/run_files.h"
#include "driver/swtpm.h"
#include "driver/virtiofsd.h"
#include "qemu/detached.h"

static const CompanionKind *const kinds[] = {&swtpm_kind, &swtpm_setup_kind, &virtiofsd_kind,
                                             &pr_helper_kind};

/* How long one may take to be gone when QEMU has noticed that already. */
enum { FAILED_MS = 500 };

/* How long a brief one may take. */
enum { BRIEF_MS = 120000 };

static const CompanionKind *
kind_of(const char *program)
{
    size_t i = 0;

    while (i < G_N_ELEMENTS(kinds) && !g_str_equal(kinds[i]->program, program))
        i++;
    return i < G_N_ELEMENTS(kinds) ? kinds[i] : NULL;
}

/* Returns: (owned) those of @run, as they are now. */
static GPtrArray *
companions_of(Run *run)
{
    GPtrArray *companions = g_ptr_array_new_with_free_func((GDestroyNotify)companion_unref);

    g_mutex_lock(&run->lock);
    for (guint i = 0; i < run->companions->len; i++)
        g_ptr_array_add(companions, companion_ref(g_ptr_array_index(run->companions, i)));
    g_mutex_unlock(&run->lock);
    return companions;
}

static void
put(Run *run, Companion *companion)
{
    g_mutex_lock(&run->lock);
    g_ptr_array_add(run->companions, companion_ref(companion));
    g_mutex_unlock(&run->lock);
}

static void
take_out(Run *run, Companion *companion)
{
    g_mutex_lock(&run->lock);
    g_ptr_array_remove(run->companions, companion);
    g_mutex_unlock(&run->lock);
}

static bool
serves(Run *run, const char *socket)
{
    g_autoptr(GPtrArray) companions = companions_of(run);
    bool is_served = false;

    for (guint i = 0; i < companions->len; i++) {
        const Companion *companion = g_ptr_array_index(companions, i);

        is_served |=
            g_strcmp0(companion->socket, socket) == 0 && !detached_wait(companion->pid_fd, 0);
    }
    return is_served;
}

/* One that is being started. */
typedef struct {
    const CompanionStart *start;
    Companion *companion;
} Launch;

/* Returns: (owned) the key of its step. */
static char *
key_of(const Companion *companion)
{
    return g_strconcat(companion->program, ":", companion->id, NULL);
}

/* Called when it exists and does not execute yet. */
static bool
write_down(pid_t pid, void *user, GError **error)
{
    Launch *launch = user;
    Companion *companion = launch->companion;
    Run *run = launch->start->run;
    g_autofree char *key = key_of(companion);

    companion->pid = pid;
    companion->start_time = detached_start_time(pid);
    put(run, companion);
    undo_add(run->undo, &(UndoStep){UNDO_HELPER, key, {(uint64_t)pid, companion->start_time}});
    return undo_write(run->undo, error) && logger_start(companion->logger, pid, error);
}

/* It has ended, or was never there. */
static void
forget(Run *run, Companion *companion)
{
    g_autofree char *key = key_of(companion);

    take_out(run, companion);
    undo_drop(run->undo, UNDO_HELPER, key);
}

/* Returns: (borrowed) a descriptor to write to the log; -1 on an error. */
static int
open_log(const Launch *launch, const char *const *words, GError **error)
{
    const CompanionStart *start = launch->start;
    const DriverConfig *config = start->driver->config;
    Companion *companion = launch->companion;
    g_autofree char *name = companion_log_name(companion, definition_domain(start->live)->name);
    g_autofree char *path = log_file_path(config->log_directory, name);
    LogFile log = LOG_FILE_NONE;

    if (!log_file_open(path, config->log_max_kib, &log, error))
        return -1;
    log_file_note(log.fd, "starting up", words);
    companion->log_start = log_file_mark(log.fd);
    companion->log_fd = fcntl(log.fd, F_DUPFD_CLOEXEC, 0);
    companion->logger = logger_new(name, config->log_max_kib);
    return logger_add(companion->logger, &log, error);
}

/* Starts @words as @request says, which lacks what is the same for all. */
static bool
launch_words(Launch *launch, const char *const *words, DetachedRequest request, GError **error)
{
    Companion *companion = launch->companion;

    request.words = words;
    request.output_fd = open_log(launch, words, error);
    request.confirm = write_down;
    request.user_data = launch;
    if (request.output_fd < 0)
        return false;
    if (detached_start(&request, &companion->pid_fd, error) > 0) {
        logger_begin(companion->logger);
        return true;
    }
    logger_finish(companion->logger);
    forget(launch->start->run, companion);
    return false;
}

static bool
execute(const CompanionKind *kind, const CompanionCase *what, Launch *launch, int socket_fd,
        GError **error)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    const DetachedRequest request = {
        .directory = launch->start->run->folder,
        .descriptors = &socket_fd,
        .n_descriptors = 1,
        .other_user = kind->user != NULL ? kind->user(what->driver) : NULL,
        .is_activated = kind->is_activated,
    };
    char *path = kind->find(what, error);

    if (path == NULL)
        return false;
    g_ptr_array_add(words, path);
    kind->add_arguments(what, socket_fd, words);
    g_ptr_array_add(words, NULL);
    return launch_words(launch, (const char *const *)(const void *)words->pdata, request, error);
}

bool
companions_run_brief(const CompanionCase *what, const CompanionKind *kind, const char *directory,
                     const char *const *words, GError **error)
{
    g_autoptr(Companion) companion = companion_new(kind->program, what->device->id);
    Launch launch = {.start = what->start, .companion = companion};
    const DetachedRequest request = {.directory = directory,
                                     .other_user = kind->user(what->driver)};
    g_autofree char *said = NULL;
    bool is_done = false;

    companion->is_brief = true;
    if (!launch_words(&launch, words, request, error))
        return false;
    if (!detached_wait(companion->pid_fd, BRIEF_MS)) {
        /* It is ended with the start that has failed. */
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                    _("'%s' has not ended within %d seconds"), words[0], BRIEF_MS / 1000);
        return false;
    }
    is_done = !companion_has_failed(companion, 0, &said);
    detached_reap(companion->pid, NULL);
    forget(what->start->run, companion);
    if (!is_done)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("Could not run '%s': %s"),
                    words[0], said);
    return is_done;
}

bool
companions_start_for(const CompanionStart *start, const Device *device, GError **error)
{
    const CompanionCase what = {start->driver, definition_domain(start->live), device, start};
    const char *program = device->kind->companion != NULL ? device->kind->companion(device) : NULL;
    const CompanionKind *kind = program != NULL ? kind_of(program) : NULL;
    g_autoptr(Companion) companion = NULL;
    bool is_started = false;
    int socket_fd = -1;

    if (kind == NULL)
        return true;
    companion = companion_new(program, device->id);
    companion->socket = device->kind->companion_socket(device, &start->live->plan->context);
    if (serves(start->run, companion->socket))
        return true;
    if (kind->prepare != NULL && !kind->prepare(&what, error))
        return false;
    socket_fd = run_files_listen(start->driver->config, companion->socket, error);
    if (socket_fd < 0)
        return false;
    is_started =
        execute(kind, &what, &(Launch){.start = start, .companion = companion}, socket_fd, error);
    /* Ours is closed, so that its death ends every connection to it. */
    close(socket_fd);
    return is_started;
}

bool
companions_start(const CompanionStart *start, GError **error)
{
    const Domain *domain = definition_domain(start->live);

    for (unsigned i = 0; i < domain->devices->len; i++)
        if (!companions_start_for(start, domain_device(domain, i), error))
            return false;
    return true;
}

void
companions_explain(Run *run, GError **error)
{
    g_autoptr(GPtrArray) companions = companions_of(run);

    for (guint i = 0; i < companions->len; i++) {
        const Companion *companion = g_ptr_array_index(companions, i);
        const char *complaint = kind_of(companion->program)->complaint;
        g_autofree char *said = NULL;

        if (companion_has_failed(companion, FAILED_MS, &said)) {
            g_clear_error(error);
            g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                        _("%s of device '%s' died unexpectedly: %s"), companion->program,
                        companion->id, said);
            return;
        }
        if (complaint == NULL || strstr((*error)->message, complaint) == NULL)
            continue;
        /* It serves nobody any more, and its words are known when it has ended. */
        companion_begin_end(companion);
        companion_end(companion, NULL);
        said = companion_words(companion);
        g_prefix_error(error, _("%s of device '%s' refuses: %s: "), companion->program,
                       companion->id, said);
    }
}

/* Returns: (owned, nullable) the process of @step; NULL when it has ended. */
static Companion *
companion_of(const UndoStep *step)
{
    g_auto(GStrv) names = g_strsplit(step->key, ":", 2);
    const CompanionKind *kind = g_strv_length(names) == 2 ? kind_of(names[0]) : NULL;
    Companion *companion = NULL;

    if (kind == NULL)
        return NULL;
    companion = companion_adopt(names[0], names[1], (pid_t)step->numbers[0], step->numbers[1]);
    if (companion != NULL)
        companion->is_brief = kind->is_brief;
    return companion;
}

void
companions_begin_end(const UndoStep *step)
{
    g_autoptr(Companion) companion = companion_of(step);

    if (companion != NULL)
        companion_begin_end(companion);
}

bool
companions_end(const UndoStep *step, GError **error)
{
    g_autoptr(Companion) companion = companion_of(step);

    return companion == NULL || companion_end(companion, error);
}

void
companions_adopt(Run *run, const UndoStep *step)
{
    g_autoptr(Companion) companion = companion_of(step);

    if (companion != NULL)
        put(run, companion);
}

void
companions_finish_logs(Run *run)
{
    g_autoptr(GPtrArray) companions = companions_of(run);

    for (guint i = 0; i < companions->len; i++)
        companion_finish_log(g_ptr_array_index(companions, i));
}
