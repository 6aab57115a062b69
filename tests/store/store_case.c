/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store_case.h"

#include <libxml/xmlwriter.h>

#include "folder.h"
#include "xml/document.h"

void
store_case_open(StoreCase *store_case, const DurableCalls *calls)
{
    g_autoptr(GError) error = NULL;

    store_case->top = folder_new();
    store_case->config_directory = g_build_filename(store_case->top, "config", NULL);
    store_case->run_directory = g_build_filename(store_case->top, "run", NULL);
    store_case->log_directory = g_build_filename(store_case->top, "log", NULL);
    store_case->memory_directory = g_build_filename(store_case->top, "memory", NULL);
    store_case->config = (DriverConfig){.config_directory = store_case->config_directory,
                                        .run_directory = store_case->run_directory,
                                        .log_directory = store_case->log_directory,
                                        .memory_directory = store_case->memory_directory};
    store_case->store = guest_store_new(&store_case->config, calls, &error);
    g_assert_no_error(error);
}

void
store_case_close(StoreCase *store_case)
{
    guest_store_free(store_case->store);
    g_free(store_case->config_directory);
    g_free(store_case->run_directory);
    g_free(store_case->log_directory);
    g_free(store_case->memory_directory);
    folder_remove(store_case->top);
}

char *
definition_of(const char *name)
{
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);

    xmlTextWriterStartElement(writer, BAD_CAST "domain");
    xmlTextWriterStartElement(writer, BAD_CAST "name");
    xml_writer_text(writer, name);
    return xml_writer_finish(writer, buffer);
}

void
store_case_save(const StoreCase *store_case, const char *name)
{
    g_autofree char *xml = definition_of(name);
    g_autoptr(GError) error = NULL;

    g_assert_true(guest_store_save(store_case->store, name, xml, &error));
    g_assert_no_error(error);
}

char *
store_case_load(const StoreCase *store_case)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) guests = guest_store_load(store_case->store, &error);
    g_autoptr(GString) found = g_string_new(NULL);

    g_assert_no_error(error);
    for (guint i = 0; i < guests->len; i++) {
        const StoredGuest *guest = g_ptr_array_index(guests, i);

        g_string_append_printf(found, "%s%s%s", i > 0 ? " " : "", guest->name,
                               guest->is_autostart ? "*" : "");
    }
    return g_string_free(g_steal_pointer(&found), FALSE);
}

void
store_case_assert_loads(const StoreCase *store_case, const char *wanted)
{
    g_autofree char *found = store_case_load(store_case);

    g_test_assert_expected_messages();
    g_assert_cmpstr(found, ==, wanted);
}

void
store_case_assert_files(const char *folder, const char *wanted)
{
    g_autofree char *found = folder_list(folder);

    g_assert_cmpstr(found, ==, wanted);
}

void
store_case_assert_autostart(const StoreCase *store_case, const char *wanted)
{
    g_autofree char *folder = g_build_filename(store_case->config_directory, "autostart", NULL);

    store_case_assert_files(folder, wanted);
}

void
store_case_expect_warning(const char *pattern)
{
    g_test_expect_message(G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, pattern);
}
