/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "store/guest_store_files.h"
#include "store/stored_file.h"
#include "xml/document.h"

/* Loads the definitions at start. */

void
stored_guest_free(StoredGuest *guest)
{
    if (guest == NULL)
        return;
    g_free(guest->name);
    g_free(guest->path);
    g_free(guest->xml);
    g_free(guest);
}

/* Returns: (owned, nullable) the name of the <domain> in @text. */
static char *
name_in(const char *text, size_t n_bytes, GError **error)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) document = xml_document_parse(text, n_bytes, report);
    xmlNodePtr root = document != NULL ? xmlDocGetRootElement(document) : NULL;
    xmlNodePtr node = NULL;

    if (!report_to_error(report, error))
        return NULL;
    if (strcmp((const char *)root->name, "domain") == 0)
        node = root->children;
    while (node != NULL &&
           (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, "name") != 0))
        node = node->next;
    if (node != NULL) {
        xmlChar *content = xmlNodeGetContent(node);
        char *name = g_strdup((const char *)content);

        xmlFree(content);
        return name;
    }
    g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR, _("it is not a guest's definition"));
    return NULL;
}

/* Finishes an interrupted rename of a file.  Returns: whether it has the right name now. */
static bool
finish_rename(const GuestStore *store, StoredGuest *guest, GError **error)
{
    g_autofree char *path = NULL;

    if (!guest_store_check_name(guest->name, error))
        return false;
    path = guest_store_definition_path(store, guest->name);
    if (strcmp(path, guest->path) == 0)
        return true;
    if (g_file_test(path, G_FILE_TEST_EXISTS)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                    _("it defines guest '%s', which has another file"), guest->name);
        return false;
    }
    if (!durable_file_rename(store->calls, guest->path, path, error))
        return false;
    g_free(guest->path);
    guest->path = g_steal_pointer(&path);
    return true;
}

static StoredGuest *
load_definition(const GuestStore *store, const char *file, GError **error)
{
    g_autoptr(StoredGuest) guest = g_new0(StoredGuest, 1);
    size_t n_bytes = 0;

    guest->path = g_build_filename(store->config->config_directory, file, NULL);
    guest->xml = stored_file_read(guest->path, &n_bytes, error);
    if (guest->xml == NULL)
        return NULL;
    guest->name = name_in(guest->xml, n_bytes, error);
    if (guest->name == NULL || !finish_rename(store, guest, error))
        return NULL;
    return g_steal_pointer(&guest);
}

/* Removes autostart links without a guest, which would start the next guest of that name. */
static bool
clear_autostart(const GuestStore *store, GError **error)
{
    g_auto(GStrv) names = guest_store_list(store, store->autostart_directory, error);

    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        g_autofree char *path = g_build_filename(store->autostart_directory, names[i], NULL);

        if (g_file_test(path, G_FILE_TEST_IS_SYMLINK) && !g_file_test(path, G_FILE_TEST_EXISTS))
            (void)store->calls->unlink(path);
    }
    return names != NULL;
}

static int
compare_guests(gconstpointer a, gconstpointer b)
{
    const StoredGuest *const *guest = a;
    const StoredGuest *const *other = b;

    return strcmp((*guest)->name, (*other)->name);
}

GPtrArray *
guest_store_load(const GuestStore *store, GError **error)
{
    g_autoptr(GPtrArray) guests = g_ptr_array_new_with_free_func((GDestroyNotify)stored_guest_free);
    g_auto(GStrv) files = guest_store_list(store, store->config->config_directory, error);

    for (size_t i = 0; files != NULL && files[i] != NULL; i++) {
        g_autoptr(GError) problem = NULL;
        StoredGuest *guest = NULL;

        if (!g_str_has_suffix(files[i], GUEST_STORE_SUFFIX))
            continue;
        guest = load_definition(store, files[i], &problem);
        if (guest != NULL)
            g_ptr_array_add(guests, guest);
        else
            g_warning("definition '%s' is left alone: %s", files[i], problem->message);
    }
    if (files == NULL || !clear_autostart(store, error))
        return NULL;
    for (guint i = 0; i < guests->len; i++) {
        StoredGuest *guest = g_ptr_array_index(guests, i);

        guest->is_autostart = guest_store_is_autostart(store, guest->name);
    }
    g_ptr_array_sort(guests, compare_guests);
    return g_steal_pointer(&guests);
}
