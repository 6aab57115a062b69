/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "room.h"

#include <libxml/xmlwriter.h>

#include "folder.h"
#include "xml/document.h"

void
room_open(Room *room, const DurableCalls *calls)
{
    g_autoptr(GError) error = NULL;

    room->top = folder_new();
    room->config_directory = g_build_filename(room->top, "config", NULL);
    room->run_directory = g_build_filename(room->top, "run", NULL);
    room->log_directory = g_build_filename(room->top, "log", NULL);
    room->memory_directory = g_build_filename(room->top, "memory", NULL);
    room->config = (DriverConfig){.config_directory = room->config_directory,
                                  .run_directory = room->run_directory,
                                  .log_directory = room->log_directory,
                                  .memory_directory = room->memory_directory};
    room->store = guest_store_new(&room->config, calls, &error);
    g_assert_no_error(error);
}

void
room_close(Room *room)
{
    guest_store_free(room->store);
    g_free(room->config_directory);
    g_free(room->run_directory);
    g_free(room->log_directory);
    g_free(room->memory_directory);
    folder_remove(room->top);
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
room_save(const Room *room, const char *name)
{
    g_autofree char *xml = definition_of(name);
    g_autoptr(GError) error = NULL;

    g_assert_true(guest_store_save(room->store, name, xml, &error));
    g_assert_no_error(error);
}

char *
room_load(const Room *room)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) guests = guest_store_load(room->store, &error);
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
room_assert_loads(const Room *room, const char *wanted)
{
    g_autofree char *found = room_load(room);

    g_test_assert_expected_messages();
    g_assert_cmpstr(found, ==, wanted);
}

void
room_assert_files(const char *folder, const char *wanted)
{
    g_autofree char *found = folder_list(folder);

    g_assert_cmpstr(found, ==, wanted);
}

void
room_assert_autostart(const Room *room, const char *wanted)
{
    g_autofree char *folder = g_build_filename(room->config_directory, "autostart", NULL);

    room_assert_files(folder, wanted);
}

void
room_expect_warning(const char *pattern)
{
    g_test_expect_message(G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, pattern);
}
