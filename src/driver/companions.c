/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/companions.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/companion.h"
#include "driver/companion_kind.h"
#include "driver/log_file.h"
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
    return undo_write(run->undo, error);
}

/* It has ended, or was never there. */
static void
forget(Run *run, Companion *companion)
{
    g_autofree char *key = key_of(companion);

    take_out(run, companion);
    undo_drop(run->undo, UNDO_HELPER, key);
}

static bool
open_log(const DriverConfig *config, Companion *companion, const char *name, GError **error)
{
    g_autofree char *log = companion_log_name(companion, name);

    companion->log_fd = log_file_open(config->log_directory, log, config->log_max_kib, error);
    return companion->log_fd >= 0;
}

/* Starts @words as @request says, which lacks what is the same for all. */
static bool
launch_words(Launch *launch, const char *const *words, DetachedRequest request, GError **error)
{
    const CompanionStart *start = launch->start;
    Companion *companion = launch->companion;

    if (!open_log(start->driver->config, companion, definition_domain(start->live)->name, error))
        return false;
    log_file_note(companion->log_fd, "starting up", words);
    companion->log_start = log_file_mark(companion->log_fd);
    request.words = words;
    request.output_fd = companion->log_fd;
    request.confirm = write_down;
    request.user_data = launch;
    if (detached_start(&request, &companion->pid_fd, error) > 0)
        return true;
    forget(start->run, companion);
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
companions_bound_logs(const DriverConfig *config, Run *run, const char *name)
{
    g_autoptr(GPtrArray) companions = companions_of(run);

    for (guint i = 0; i < companions->len; i++) {
        const Companion *companion = g_ptr_array_index(companions, i);
        g_autofree char *log = companion_log_name(companion, name);

        if (companion->log_fd >= 0)
            log_file_bound(companion->log_fd, config->log_directory, log, config->log_max_kib);
    }
}

void
companions_adopt(const DriverConfig *config, Run *run, const char *name, const UndoStep *step)
{
    g_autoptr(Companion) companion = companion_of(step);

    if (companion == NULL)
        return;
    /* It goes on without a log that cannot be opened. */
    if (open_log(config, companion, name, NULL))
        companion->log_start = log_file_mark(companion->log_fd);
    put(run, companion);
}
