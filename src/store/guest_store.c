/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/guest_store.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/thread_role.h"
#include "store/guest_store_files.h"
#include "store/run_folder.h"
#include "store/stored_file.h"
#include "xml/document.h"

/* The longest suffix that libvirt adds to a guest's name in file names, so that our guests can move
 * to libvirt. */
#define LONGEST_SUFFIX ".xml.new"

/* QEMU's user must reach its guest's folder, but not list the others. */
static mode_t
run_mode(const DriverConfig *config)
{
    return config->is_system ? 0711 : 0700;
}

GuestStore *
guest_store_new(const DriverConfig *config, const DurableCalls *calls, GError **error)
{
    g_autoptr(GuestStore) store = g_new0(GuestStore, 1);

    store->config = config;
    store->calls = calls != NULL ? calls : &durable_calls_of_system;
    store->autostart_directory = g_build_filename(config->config_directory, "autostart", NULL);
    if (!run_folder_prepare(config->config_directory, 0700, error) ||
        !run_folder_prepare(store->autostart_directory, 0700, error) ||
        !run_folder_prepare(config->run_directory, run_mode(config), error) ||
        !run_folder_prepare(config->memory_directory, run_mode(config), error) ||
        !run_folder_prepare(config->log_directory, 0700, error))
        return NULL;
    return g_steal_pointer(&store);
}

void
guest_store_free(GuestStore *store)
{
    if (store == NULL)
        return;
    g_free(store->autostart_directory);
    g_free(store);
}

/* ---- files */

char *
guest_store_path_in(const char *directory, const char *name)
{
    return g_strconcat(directory, "/", name, GUEST_STORE_SUFFIX, NULL);
}

char *
guest_store_definition_path(const GuestStore *store, const char *name)
{
    return guest_store_path_in(store->config->config_directory, name);
}

char *
guest_store_autostart_path(const GuestStore *store, const char *name)
{
    return guest_store_path_in(store->autostart_directory, name);
}

GStrv
guest_store_list(const GuestStore *store, const char *directory, GError **error)
{
    GStrv names = stored_file_list(directory, error);
    size_t n_names = 0;

    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        if (durable_file_is_temporary(names[i])) {
            g_autofree char *path = g_build_filename(directory, names[i], NULL);

            (void)store->calls->unlink(path);
            g_free(names[i]);
        } else {
            names[n_names++] = names[i];
        }
    }
    if (names != NULL)
        names[n_names] = NULL;
    return names;
}

/* ---- names */

/* Whether @name is text that XML allows: UTF-8 without most control characters. */
static bool
is_text(const char *name)
{
    if (!g_utf8_validate(name, -1, NULL))
        return false;
    for (const char *c = name; *c != '\0'; c = g_utf8_next_char(c)) {
        gunichar character = g_utf8_get_char(c);

        if ((character < ' ' && character != '\t' && character != '\r') || character == 0xfffe ||
            character == 0xffff)
            return false;
    }
    return true;
}

bool
guest_store_check_name(const char *name, GError **error)
{
    if (name[0] == '\0') {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_NO_NAME, _("missing name information"));
        return false;
    }
    if (strchr(name, '/') != NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR, _("name %s cannot contain '/'"), name);
        return false;
    }
    if (strchr(name, '\n') != NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_DETAIL, _("invalid char in name: %c"), '\n');
        return false;
    }
    if (!is_text(name)) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_DETAIL,
                    _("invalid char in name: it is not text that XML can hold"));
        return false;
    }
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                    _("cannot name files after a guest called '%s': %s"), name, g_strerror(EINVAL));
        return false;
    }
    if (strlen(name) + strlen(LONGEST_SUFFIX) > NAME_MAX) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                    _("cannot name files after a guest called '%s': %s"), name,
                    g_strerror(ENAMETOOLONG));
        return false;
    }
    return true;
}

/* ---- definitions, written */

/* Returns: (owned) the comment at the head of the file of @name.  XML comments must not contain
 * "--", and not every name can be typed as it is. */
static char *
head_of(const char *name)
{
    g_autofree char *word = g_shell_quote(name);
    bool can_be_named = strstr(word, "--") == NULL && !g_str_has_prefix(name, "-");

    for (const char *c = word; *c != '\0'; c++)
        can_be_named = can_be_named && !g_ascii_iscntrl(*c);
    return g_strdup_printf("\n  virtpseriesd wrote this file and will write it again: changes made "
                           "here are lost.\n  To change the guest, use: virsh edit%s%s\n",
                           can_be_named ? " " : "", can_be_named ? word : "");
}

/* Returns: (owned, nullable) the file's content. */
static GBytes *
content_of(const char *name, const char *xml, GError **error)
{
    g_autofree char *head = head_of(name);
    g_autofree char *text = NULL;
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);
    size_t n_bytes = 0;

    xmlTextWriterWriteComment(writer, BAD_CAST head);
    xmlTextWriterWriteRaw(writer, BAD_CAST xml);
    text = xml_writer_finish(writer, buffer);
    n_bytes = strlen(text);
    if (n_bytes <= XML_DOCUMENT_MAX_BYTES)
        return g_bytes_new_take(g_steal_pointer(&text), n_bytes);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR,
                _("the definition of guest '%s' has %zu bytes; at most %d can be kept"), name,
                n_bytes, XML_DOCUMENT_MAX_BYTES);
    return NULL;
}

bool
guest_store_has(const GuestStore *store, const char *name)
{
    g_autofree char *path = guest_store_definition_path(store, name);
    struct stat about;

    return lstat(path, &about) == 0;
}

bool
guest_store_save(const GuestStore *store, const char *name, const char *xml, GError **error)
{
    g_autofree char *path = guest_store_definition_path(store, name);
    g_autoptr(GBytes) content = content_of(name, xml, error);

    return content != NULL &&
           durable_file_write(store->calls, path, content, GUEST_STORE_FILE_MODE, error);
}

bool
guest_store_is_autostart(const GuestStore *store, const char *name)
{
    g_autofree char *path = guest_store_autostart_path(store, name);

    assert_may_block();
    return g_file_test(path, G_FILE_TEST_IS_SYMLINK);
}

bool
guest_store_set_autostart(const GuestStore *store, const char *name, bool is_autostart,
                          GError **error)
{
    g_autofree char *path = guest_store_autostart_path(store, name);
    g_autofree char *target = guest_store_path_in("..", name);

    if (!is_autostart)
        return durable_file_remove(store->calls, path, error);
    return durable_file_link(store->calls, target, path, error);
}

/* A clean-up step whose failure does not change the call's result; the next start repeats it. */
static void
set_autostart_or_warn(const GuestStore *store, const char *name, bool is_autostart)
{
    g_autoptr(GError) problem = NULL;

    if (!guest_store_set_autostart(store, name, is_autostart, &problem))
        g_warning("autostart link is not as it should be: %s", problem->message);
}

bool
guest_store_remove(const GuestStore *store, const char *name, GError **error)
{
    g_autofree char *path = guest_store_definition_path(store, name);
    bool was_autostart = guest_store_is_autostart(store, name);

    /* Remove the link first: left behind, it would start the next guest of that name. */
    if ((!was_autostart || guest_store_set_autostart(store, name, false, error)) &&
        durable_file_remove(store->calls, path, error))
        return true;
    if (was_autostart && g_file_test(path, G_FILE_TEST_EXISTS) &&
        !guest_store_is_autostart(store, name))
        set_autostart_or_warn(store, name, true);
    return false;
}

/* Restores the @old content of the file @from, which may have been renamed to @to. */
static void
undo_rename(const GuestStore *store, const char *from, const char *to, GBytes *old)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GBytes) present = NULL;
    char *bytes = NULL;
    size_t n_bytes = 0;

    if (!g_file_test(from, G_FILE_TEST_EXISTS))
        (void)store->calls->rename(to, from);
    bytes = stored_file_read(from, &n_bytes, NULL);
    present = g_bytes_new_take(bytes, bytes != NULL ? n_bytes : 0);
    if (!g_bytes_equal(present, old) &&
        !durable_file_write(store->calls, from, old, GUEST_STORE_FILE_MODE, &problem))
        g_warning("definition is not what it was: %s", problem->message);
}

/*
 * Write the new text to the old file, then rename it, so that no second file with the UUID ever
 * exists.  guest_store_load() finishes an interrupted rename.
 */
static bool
rename_definition(const GuestStore *store, const char *from, const char *to, GBytes *content,
                  GError **error)
{
    size_t n_bytes = 0;
    char *bytes = stored_file_read(from, &n_bytes, error);
    g_autoptr(GBytes) old = bytes != NULL ? g_bytes_new_take(bytes, n_bytes) : NULL;

    if (old == NULL)
        return false;
    if (durable_file_write(store->calls, from, content, GUEST_STORE_FILE_MODE, error) &&
        durable_file_rename(store->calls, from, to, error))
        return true;
    undo_rename(store, from, to, old);
    return false;
}

bool
guest_store_rename(const GuestStore *store, const char *old_name, const char *new_name,
                   const char *new_xml, GError **error)
{
    g_autofree char *from = guest_store_definition_path(store, old_name);
    g_autofree char *to = guest_store_definition_path(store, new_name);
    g_autoptr(GBytes) content = content_of(new_name, new_xml, error);
    bool is_autostart = guest_store_is_autostart(store, old_name);

    if (content == NULL)
        return false;
    if ((is_autostart && !guest_store_set_autostart(store, new_name, true, error)) ||
        !rename_definition(store, from, to, content, error)) {
        if (is_autostart)
            set_autostart_or_warn(store, new_name, false);
        return false;
    }
    if (is_autostart)
        set_autostart_or_warn(store, old_name, false);
    return true;
}
