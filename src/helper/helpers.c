/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/helpers.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "helper/helper.h"
#include "helper/helper_kind.h"
#include "helper/pr_helper.h"
#include "helper/swtpm.h"
#include "helper/virtiofsd.h"
#include "qemu/detached.h"
#include "store/run_files.h"

static const HelperKind *const kinds[] = {&swtpm_kind, &swtpm_setup_kind, &virtiofsd_kind,
                                          &pr_helper_kind};

/* How long a failing process may take to end after QEMU has noticed. */
enum { FAILED_MS = 500 };

/* How long a brief process may take. */
enum { BRIEF_MS = 120000 };

static const HelperKind *
kind_of(const char *program)
{
    size_t i = 0;

    while (i < G_N_ELEMENTS(kinds) && !g_str_equal(kinds[i]->program, program))
        i++;
    return i < G_N_ELEMENTS(kinds) ? kinds[i] : NULL;
}

struct Helpers {
    GMutex lock;
    GPtrArray *all; /* Helper * */
};

Helpers *
helpers_new(void)
{
    Helpers *helpers = g_new0(Helpers, 1);

    g_mutex_init(&helpers->lock);
    helpers->all = g_ptr_array_new_with_free_func((GDestroyNotify)helper_unref);
    return helpers;
}

void
helpers_free(Helpers *helpers)
{
    if (helpers == NULL)
        return;
    g_mutex_clear(&helpers->lock);
    g_ptr_array_unref(helpers->all);
    g_free(helpers);
}

/* Returns: (owned) Helper *, as they are now. */
static GPtrArray *
list(Helpers *helpers)
{
    GPtrArray *copy = g_ptr_array_new_with_free_func((GDestroyNotify)helper_unref);

    g_mutex_lock(&helpers->lock);
    for (guint i = 0; i < helpers->all->len; i++)
        g_ptr_array_add(copy, helper_ref(g_ptr_array_index(helpers->all, i)));
    g_mutex_unlock(&helpers->lock);
    return copy;
}

static void
put(Helpers *helpers, Helper *helper)
{
    g_mutex_lock(&helpers->lock);
    g_ptr_array_add(helpers->all, helper_ref(helper));
    g_mutex_unlock(&helpers->lock);
}

static void
take_out(Helpers *helpers, Helper *helper)
{
    g_mutex_lock(&helpers->lock);
    g_ptr_array_remove(helpers->all, helper);
    g_mutex_unlock(&helpers->lock);
}

static bool
serves(Helpers *helpers, const char *socket)
{
    g_autoptr(GPtrArray) all = list(helpers);
    bool is_served = false;

    for (guint i = 0; i < all->len; i++) {
        const Helper *helper = g_ptr_array_index(all, i);

        is_served |= g_strcmp0(helper->socket, socket) == 0 && !detached_wait(helper->pid_fd, 0);
    }
    return is_served;
}

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
    put(start->helpers, helper);
    undo_add(start->undo, &(UndoStep){UNDO_HELPER, key, {(uint64_t)pid, helper->start_time}});
    return undo_write(start->undo, error) && logger_start(helper->logger, pid, error);
}

/* It has ended, or never existed. */
static void
forget(const HelperStart *start, Helper *helper)
{
    g_autofree char *key = key_of(helper);

    take_out(start->helpers, helper);
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

/* Starts @words.  @request lacks only the members that are the same for all processes. */
static bool
launch_words(Launch *launch, const char *const *words, DetachedRequest request, GError **error)
{
    Helper *helper = launch->helper;

    request.words = words;
    request.output_fd = open_log(launch, words, error);
    request.confirm = write_down;
    request.user_data = launch;
    if (request.output_fd < 0)
        return false;
    if (detached_start(&request, &helper->pid_fd, error) > 0) {
        logger_begin(helper->logger);
        return true;
    }
    logger_finish(helper->logger);
    forget(launch->start, helper);
    return false;
}

static bool
execute(const HelperKind *kind, const HelperCase *what, Launch *launch, int socket_fd,
        GError **error)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    const DetachedRequest request = {
        .directory = launch->start->folder,
        .descriptors = &socket_fd,
        .n_descriptors = 1,
        .other_user = kind->user != NULL ? kind->user(what->start) : NULL,
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
helpers_run_brief(const HelperStart *start, const Device *device, const HelperKind *kind,
                  const char *directory, const char *const *words, GError **error)
{
    g_autoptr(Helper) helper = helper_new(kind->program, device->id);
    Launch launch = {.start = start, .helper = helper};
    const DetachedRequest request = {.directory = directory, .other_user = kind->user(start)};
    g_autofree char *said = NULL;
    bool is_done = false;

    helper->is_brief = true;
    if (!launch_words(&launch, words, request, error))
        return false;
    if (!detached_wait(helper->pid_fd, BRIEF_MS)) {
        /* The failing start undoes it. */
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                    _("'%s' has not ended within %d seconds"), words[0], BRIEF_MS / 1000);
        return false;
    }
    is_done = !helper_has_failed(helper, 0, &said);
    detached_reap(helper->pid, NULL);
    forget(start, helper);
    if (!is_done)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR, _("Could not run '%s': %s"),
                    words[0], said);
    return is_done;
}

bool
helpers_start_for(const HelperStart *start, const Device *device, GError **error)
{
    const HelperCase what = {start, device};
    const char *program = device->kind->helper != NULL ? device->kind->helper(device) : NULL;
    const HelperKind *kind = program != NULL ? kind_of(program) : NULL;
    g_autoptr(Helper) helper = NULL;
    bool is_started = false;
    int socket_fd = -1;

    if (kind == NULL)
        return true;
    helper = helper_new(program, device->id);
    helper->socket = device->kind->helper_socket(device, start->context);
    if (serves(start->helpers, helper->socket))
        return true;
    if (kind->prepare != NULL && !kind->prepare(&what, error))
        return false;
    socket_fd = run_files_listen(start->config, helper->socket, error);
    if (socket_fd < 0)
        return false;
    is_started =
        execute(kind, &what, &(Launch){.start = start, .helper = helper}, socket_fd, error);
    /* Close our copy, so that the process's death ends every connection to the socket. */
    close(socket_fd);
    return is_started;
}

void
helpers_explain(Helpers *helpers, GError **error)
{
    g_autoptr(GPtrArray) all = list(helpers);

    for (guint i = 0; i < all->len; i++) {
        const Helper *helper = g_ptr_array_index(all, i);
        const char *complaint = kind_of(helper->program)->complaint;
        g_autofree char *said = NULL;

        if (helper_has_failed(helper, FAILED_MS, &said)) {
            g_clear_error(error);
            g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                        _("%s of device '%s' died unexpectedly: %s"), helper->program, helper->id,
                        said);
            return;
        }
        if (complaint == NULL || strstr((*error)->message, complaint) == NULL)
            continue;
        /* It serves nobody any more; its output is complete once it has ended. */
        helper_begin_end(helper);
        helper_end(helper, NULL);
        said = helper_words(helper);
        g_prefix_error(error, _("%s of device '%s' refuses: %s: "), helper->program, helper->id,
                       said);
    }
}

/* Returns: (owned, nullable) the process of @step; NULL when it has ended. */
static Helper *
helper_of(const UndoStep *step)
{
    g_auto(GStrv) names = g_strsplit(step->key, ":", 2);
    const HelperKind *kind = g_strv_length(names) == 2 ? kind_of(names[0]) : NULL;
    Helper *helper = NULL;

    if (kind == NULL)
        return NULL;
    helper = helper_adopt(names[0], names[1], (pid_t)step->numbers[0], step->numbers[1]);
    if (helper != NULL)
        helper->is_brief = kind->is_brief;
    return helper;
}

void
helpers_begin_end(const UndoStep *step)
{
    g_autoptr(Helper) helper = helper_of(step);

    if (helper != NULL)
        helper_begin_end(helper);
}

bool
helpers_end(const UndoStep *step, GError **error)
{
    g_autoptr(Helper) helper = helper_of(step);

    return helper == NULL || helper_end(helper, error);
}

void
helpers_adopt(Helpers *helpers, const UndoStep *step)
{
    g_autoptr(Helper) helper = helper_of(step);

    if (helper != NULL)
        put(helpers, helper);
}

void
helpers_finish_logs(Helpers *helpers)
{
    g_autoptr(GPtrArray) all = list(helpers);

    for (guint i = 0; i < all->len; i++)
        helper_finish_log(g_ptr_array_index(all, i));
}
