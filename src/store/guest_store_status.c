/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "store/guest_store_files.h"
#include "store/run_folder.h"
#include "store/stored_file.h"

/* The files of running guests. */

#define STATUS_PREFIX "domain-"

static char *
folder_path(const char *directory, int id, const char *name)
{
    g_autofree char *folder = run_folder_name(id, name);

    return g_build_filename(directory, folder, NULL);
}

static char *
status_path(const GuestStore *store, int id, const char *name)
{
    g_autofree char *folder = run_folder_name(id, name);

    return guest_store_path_in(store->config->run_directory, folder);
}

char *
guest_store_folder(const GuestStore *store, int id, const char *name)
{
    return folder_path(store->config->run_directory, id, name);
}

bool
guest_store_save_status(const GuestStore *store, const GuestStatus *status, GError **error)
{
    g_autofree char *path = status_path(store, status->id, status->name);
    g_autofree char *text = guest_status_format(status, error);
    g_autoptr(GBytes) content = NULL;

    if (text == NULL)
        return false;
    content = g_bytes_new_static(text, strlen(text));
    return durable_file_write(store->calls, path, content, GUEST_STORE_FILE_MODE, error);
}

bool
guest_store_remove_status(const GuestStore *store, int id, const char *name, GError **error)
{
    g_autofree char *path = status_path(store, id, name);

    return durable_file_remove(store->calls, path, error);
}

static GuestStatus *
load_status(const GuestStore *store, const char *file, GError **error)
{
    g_autofree char *path = g_build_filename(store->config->run_directory, file, NULL);
    g_autofree char *right_path = NULL;
    g_autofree char *text = NULL;
    g_autoptr(GuestStatus) status = NULL;
    size_t n_bytes = 0;

    text = stored_file_read(path, &n_bytes, error);
    status = text != NULL ? guest_status_parse(text, n_bytes, error) : NULL;
    if (status == NULL)
        return NULL;
    right_path = status_path(store, status->id, status->name);
    if (strcmp(path, right_path) == 0)
        return g_steal_pointer(&status);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR, _("it is the state of guest '%s' (%d)"),
                status->name, status->id);
    return NULL;
}

/* A start that was interrupted before its process existed leaves folders behind, and a crash of the
 * host leaves memory files. */
static void
clear_folder(const GuestStore *store, const char *directory, const char *name)
{
    g_autofree char *path = g_build_filename(directory, name, NULL);
    g_autofree char *state = guest_store_path_in(store->config->run_directory, name);
    g_autoptr(GError) problem = NULL;

    if (g_file_test(path, G_FILE_TEST_IS_DIR) && !g_file_test(state, G_FILE_TEST_EXISTS) &&
        !run_folder_remove(path, &problem))
        g_warning("%s", problem->message);
}

static void
clear_memory(const GuestStore *store)
{
    g_autoptr(GError) problem = NULL;
    g_auto(GStrv) folders = stored_file_list(store->config->memory_directory, &problem);

    for (size_t i = 0; folders != NULL && folders[i] != NULL; i++)
        if (g_str_has_prefix(folders[i], STATUS_PREFIX))
            clear_folder(store, store->config->memory_directory, folders[i]);
    if (folders == NULL)
        g_warning("%s", problem->message);
}

GPtrArray *
guest_store_load_statuses(const GuestStore *store, GError **error)
{
    g_autoptr(GPtrArray) statuses =
        g_ptr_array_new_with_free_func((GDestroyNotify)guest_status_free);
    g_auto(GStrv) files = guest_store_list(store, store->config->run_directory, error);

    for (size_t i = 0; files != NULL && files[i] != NULL; i++) {
        g_autoptr(GError) problem = NULL;
        GuestStatus *status = NULL;

        if (!g_str_has_prefix(files[i], STATUS_PREFIX))
            continue;
        if (!g_str_has_suffix(files[i], GUEST_STORE_SUFFIX)) {
            clear_folder(store, store->config->run_directory, files[i]);
            continue;
        }
        status = load_status(store, files[i], &problem);
        if (status != NULL)
            g_ptr_array_add(statuses, status);
        else
            g_warning("state '%s' is left alone: %s", files[i], problem->message);
    }
    if (files != NULL)
        clear_memory(store);
    return files != NULL ? g_steal_pointer(&statuses) : NULL;
}
