/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "helper/helpers.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "helper/helper.h"
#include "helper/helper_kind.h"
#include "helper/passt.h"
#include "helper/pr_helper.h"
#include "helper/swtpm.h"
#include "helper/tpm_state.h"
#include "helper/virtiofsd.h"
#include "qemu/detached.h"
#include "store/run_files.h"

static const HelperKind *const kinds[] = {&swtpm_kind, &swtpm_setup_kind, &virtiofsd_kind,
                                          &pr_helper_kind, &passt_kind};

/* How long a failing process may take to end after QEMU has noticed, how often one is looked at
 * that is to make its socket, and how long that may take. */
enum { FAILED_MS = 500, LOOK_MS = 10, LISTENS_MS = 30000 };

static const HelperKind *
kind_of(const char *program)
{
    size_t i = 0;

    while (i < G_N_ELEMENTS(kinds) && !g_str_equal(kinds[i]->program, program))
        i++;
    return i < G_N_ELEMENTS(kinds) ? kinds[i] : NULL;
}

static bool
serves(HelperSet *helpers, const char *socket)
{
    g_autoptr(GPtrArray) all = helper_set_list(helpers);
    bool is_served = false;

    for (guint i = 0; i < all->len; i++) {
        const Helper *helper = g_ptr_array_index(all, i);

        is_served |= g_strcmp0(helper->socket, socket) == 0 && !detached_wait(helper->pid_fd, 0);
    }
    return is_served;
}

static bool
execute(const HelperKind *kind, const HelperCase *what, Helper *helper, int socket_fd,
        GError **error)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    DetachedRequest request = {
        .directory = what->start->folder,
        .descriptors = &socket_fd,
        .n_descriptors = kind->makes_socket ? 0 : 1,
        .other_user = kind->user != NULL ? kind->user(what->start) : NULL,
        .is_activated = kind->is_activated,
    };
    char *path = kind->find(what, error);

    if (path == NULL)
        return false;
    g_ptr_array_add(words, path);
    kind->add_arguments(what, socket_fd, words);
    g_ptr_array_add(words, NULL);
    request.words = (const char *const *)(const void *)words->pdata;
    return helper_launch(what->start, helper, request, error);
}

/* Returns: false; a helper that has ended, with what it @said. */
static bool
set_death(const Helper *helper, const char *said, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_FAILED,
                _("%s of device '%s' died unexpectedly: %s"), helper->program, helper->id, said);
    return false;
}

/* Waits until @helper has made its socket. */
static bool
await_socket(const Helper *helper, GError **error)
{
    g_autofree char *said = NULL;
    int waited_ms = 0;

    while (!g_file_test(helper->socket, G_FILE_TEST_EXISTS) && waited_ms < LISTENS_MS &&
           !detached_wait(helper->pid_fd, LOOK_MS))
        waited_ms += LOOK_MS;
    if (detached_wait(helper->pid_fd, 0)) {
        helper_finish_log(helper);
        said = helper_words(helper);
        return set_death(helper, said, error);
    }
    if (waited_ms < LISTENS_MS)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_TIMEOUT,
                _("%s of device '%s' does not listen at '%s' after %d seconds"), helper->program,
                helper->id, helper->socket, LISTENS_MS / 1000);
    return false;
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
    if (kind->makes_socket)
        return execute(kind, &what, helper, socket_fd, error) && await_socket(helper, error);
    socket_fd = run_files_listen(start->config, helper->socket, error);
    if (socket_fd < 0)
        return false;
    is_started = execute(kind, &what, helper, socket_fd, error);
    /* Close our copy, so that the process's death ends every connection to the socket. */
    close(socket_fd);
    return is_started;
}

void
helpers_explain(HelperSet *helpers, GError **error)
{
    g_autoptr(GPtrArray) all = helper_set_list(helpers);

    for (guint i = 0; i < all->len; i++) {
        const Helper *helper = g_ptr_array_index(all, i);
        const char *complaint = kind_of(helper->program)->complaint;
        g_autofree char *said = NULL;

        if (helper_has_failed(helper, FAILED_MS, &said)) {
            g_clear_error(error);
            set_death(helper, said, error);
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
helpers_adopt(HelperSet *helpers, const UndoStep *step)
{
    g_autoptr(Helper) helper = helper_of(step);

    if (helper != NULL)
        helper_set_add(helpers, helper);
}

void
helpers_finish_logs(HelperSet *helpers)
{
    g_autoptr(GPtrArray) all = helper_set_list(helpers);

    for (guint i = 0; i < all->len; i++)
        helper_finish_log(g_ptr_array_index(all, i));
}
