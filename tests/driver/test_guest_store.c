/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/guest_store.h"

#include <errno.h>
#include <libvirt/libvirt.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "driver/run_folder.h"
#include "folder.h"
#include "room.h"
#include "xml/document.h"

#define UUID "b2728008-80a1-4861-849a-6a3400869131"

static void
test_folders(void)
{
    Room room;
    DriverConfig config;
    g_autoptr(GuestStore) refused = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *wanted = NULL;
    struct stat about;

    room_open(&room, NULL);
    room_assert_files(room.top, "config log memory run");
    room_assert_files(room.config_directory, "autostart");
    g_assert_cmpint(stat(room.config_directory, &about), ==, 0);
    g_assert_cmpint(about.st_mode & 0777, ==, 0700);
    folder_write(room.top, "file", "");
    config = room.config;
    config.run_directory = g_build_filename(room.top, "file", "run", NULL);
    refused = guest_store_new(&config, NULL, &error);
    g_assert_null(refused);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
    wanted = g_strdup_printf("cannot create directory '%s': %s", config.run_directory,
                             g_strerror(ENOTDIR));
    g_assert_cmpstr(error->message, ==, wanted);
    g_free((char *)config.run_directory);
    room_close(&room);
}

static void
test_define(void)
{
    Room room;
    g_autofree char *path = NULL;
    g_autofree char *text = NULL;
    g_autofree char *other = NULL;
    struct stat about;

    room_open(&room, NULL);
    room_assert_loads(&room, "");
    room_save(&room, "b");
    room_save(&room, "a");
    room_save(&room, "a");
    room_assert_files(room.config_directory, "a.xml autostart b.xml");
    text = folder_read(room.config_directory, "a.xml");
    g_assert_true(g_str_has_prefix(text, "<!--"));
    g_assert_nonnull(strstr(text, "virsh edit 'a'\n"));
    g_assert_true(g_str_has_suffix(text, "-->\n<domain>\n  <name>a</name>\n</domain>\n"));
    path = g_build_filename(room.config_directory, "a.xml", NULL);
    g_assert_cmpint(stat(path, &about), ==, 0);
    g_assert_cmpint(about.st_mode & 0777, ==, 0600);
    room_save(&room, "c--d");
    other = folder_read(room.config_directory, "c--d.xml");
    g_assert_nonnull(strstr(other, "virsh edit\n"));
    room_assert_loads(&room, "a b c--d");
    g_assert_true(guest_store_remove(room.store, "b", NULL));
    g_assert_true(guest_store_remove(room.store, "b", NULL));
    room_assert_loads(&room, "a c--d");
    room_close(&room);
}

static void
test_too_large(void)
{
    Room room;
    g_autofree char *filling = g_strnfill(XML_DOCUMENT_MAX_BYTES, ' ');
    g_autoptr(GError) error = NULL;

    room_open(&room, NULL);
    room_save(&room, "a");
    g_assert_false(guest_store_save(room.store, "a", filling, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR);
    room_assert_loads(&room, "a");
    room_close(&room);
}

static void
test_autostart(void)
{
    Room room;
    g_autofree char *link = NULL;
    g_autofree char *target = NULL;

    room_open(&room, NULL);
    room_save(&room, "a");
    room_save(&room, "b");
    g_assert_true(guest_store_set_autostart(room.store, "b", false, NULL));
    g_assert_true(guest_store_set_autostart(room.store, "a", true, NULL));
    g_assert_true(guest_store_set_autostart(room.store, "a", true, NULL));
    link = g_build_filename(room.config_directory, "autostart", "a.xml", NULL);
    target = g_file_read_link(link, NULL);
    g_assert_cmpstr(target, ==, "../a.xml");
    room_assert_loads(&room, "a* b");
    g_assert_true(guest_store_set_autostart(room.store, "a", false, NULL));
    room_assert_loads(&room, "a b");
    g_assert_true(guest_store_set_autostart(room.store, "b", true, NULL));
    g_assert_true(guest_store_remove(room.store, "b", NULL));
    room_assert_autostart(&room, "");
    room_close(&room);
}

static void
test_rename(void)
{
    Room room;
    g_autofree char *xml = definition_of("new");
    g_autoptr(GError) error = NULL;

    room_open(&room, NULL);
    room_save(&room, "old");
    g_assert_true(guest_store_set_autostart(room.store, "old", true, NULL));
    g_assert_true(guest_store_rename(room.store, "old", "new", xml, &error));
    g_assert_no_error(error);
    room_assert_files(room.config_directory, "autostart new.xml");
    room_assert_autostart(&room, "new.xml");
    room_assert_loads(&room, "new*");
    g_assert_false(guest_store_rename(room.store, "none", "more", xml, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
    room_assert_loads(&room, "new*");
    room_close(&room);
}

/* What is no guest's, or not whole, is neither loaded nor touched. */
static void
test_foreign_files(void)
{
    static const char files[] =
        "FIFO.xml bad.xml broken.xml copy.xml good.xml hostile.xml note.txt";
    Room room;
    g_autofree char *fifo = NULL;
    g_autofree char *before = NULL;

    room_open(&room, NULL);
    g_assert_true(rmdir(room.log_directory) == 0);
    room_save(&room, "good");
    folder_write(room.config_directory, "note.txt", "hello");
    folder_write(room.config_directory, "broken.xml", "<domain><name>broken");
    folder_write(room.config_directory, "bad.xml", "<network><name>bad</name></network>");
    folder_write(room.config_directory, "copy.xml", "<domain><name>good</name></domain>");
    folder_write(room.config_directory, "hostile.xml", "<domain><name>../x</name></domain>");
    fifo = g_build_filename(room.config_directory, "FIFO.xml", NULL);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    room_expect_warning("*'FIFO.xml' is left alone*");
    room_expect_warning("*'bad.xml' is left alone*");
    room_expect_warning("*'broken.xml' is left alone*");
    room_expect_warning("*'copy.xml' is left alone*");
    room_expect_warning("*'hostile.xml' is left alone*");
    room_assert_loads(&room, "good");
    before = g_strdup_printf("%.8s autostart %s", files, files + strlen("FIFO.xml "));
    room_assert_files(room.config_directory, before);
    room_close(&room);
}

/* What changes leave that were interrupted by a crash. */
static void
test_crash(void)
{
    Room room;
    g_autofree char *autostart = NULL;

    room_open(&room, NULL);
    autostart = g_build_filename(room.config_directory, "autostart", NULL);
    room_save(&room, "kept");
    folder_write(room.config_directory, ".0123456789abcdef.new", "<domain><na");
    folder_write(autostart, ".0123456789abcdef.new", "");
    /* A rename of "old" to "new", after its second step. */
    folder_write(room.config_directory, "old.xml", "<domain><name>new</name></domain>");
    g_assert_true(guest_store_set_autostart(room.store, "old", true, NULL));
    g_assert_true(guest_store_set_autostart(room.store, "new", true, NULL));
    room_assert_loads(&room, "kept new*");
    room_assert_files(room.config_directory, "autostart kept.xml new.xml");
    room_assert_autostart(&room, "new.xml");
    room_close(&room);
}

/* ---- running guests */

static GuestStatus *
status_of(int id, const char *name)
{
    GuestStatus *status = guest_status_new();

    status->id = id;
    status->name = g_strdup(name);
    status->uuid = g_strdup(UUID);
    status->state = VIR_DOMAIN_RUNNING;
    status->live_xml = definition_of(name);
    return status;
}

static void
test_status(void)
{
    Room room;
    g_autoptr(GuestStatus) status = status_of(3, "my guest");
    g_autoptr(GPtrArray) found = NULL;
    g_autoptr(GPtrArray) left = NULL;
    g_autoptr(GError) error = NULL;

    room_open(&room, NULL);
    status->folder = guest_store_folder(room.store, 3, "my guest");
    g_assert_true(g_str_has_suffix(status->folder, "/run/domain-3-my_guest"));
    g_assert_true(run_folder_make(status->folder, NULL));
    folder_write(status->folder, "monitor", "");
    g_assert_true(guest_store_save_status(room.store, status, NULL));
    status->state = VIR_DOMAIN_PAUSED;
    g_assert_true(guest_store_save_status(room.store, status, NULL));
    room_assert_files(room.run_directory, "domain-3-my_guest domain-3-my_guest.xml");
    found = guest_store_load_statuses(room.store, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(found->len, ==, 1);
    g_assert_cmpstr(((GuestStatus *)found->pdata[0])->name, ==, "my guest");
    g_assert_cmpint(((GuestStatus *)found->pdata[0])->state, ==, VIR_DOMAIN_PAUSED);
    g_assert_true(guest_store_remove_status(room.store, 3, "my guest", NULL));
    g_assert_true(guest_store_remove_status(room.store, 3, "my guest", NULL));
    room_assert_files(room.run_directory, "domain-3-my_guest");
    /* A folder whose state is gone is nobody's. */
    left = guest_store_load_statuses(room.store, NULL);
    g_assert_cmpuint(left->len, ==, 0);
    room_assert_files(room.run_directory, "");
    room_close(&room);
}

/* Of a guest whose host went down nothing stays: its state was in memory, what it had in files was
 * not. */
static void
test_left_memory(void)
{
    Room room;
    g_autoptr(GuestStatus) status = status_of(3, "a");
    g_autoptr(GPtrArray) found = NULL;
    g_autofree char *left = NULL;
    g_autofree char *memory = NULL;

    room_open(&room, NULL);
    memory = g_build_filename(room.memory_directory, "domain-3-a", NULL);
    left = g_build_filename(room.memory_directory, "domain-7-gone", NULL);
    status->folder = guest_store_folder(room.store, 3, "a");
    g_assert_true(run_folder_make(memory, NULL));
    g_assert_true(guest_store_save_status(room.store, status, NULL));
    g_assert_true(run_folder_make(left, NULL));
    folder_write(left, "ppc_spapr.ram", "");
    folder_write(room.memory_directory, "other", "");
    found = guest_store_load_statuses(room.store, NULL);
    g_assert_cmpuint(found->len, ==, 1);
    room_assert_files(room.memory_directory, "domain-3-a other");
    room_close(&room);
}

static void
test_foreign_statuses(void)
{
    Room room;
    g_autoptr(GuestStatus) status = status_of(3, "a");
    g_autofree char *text = guest_status_format(status, NULL);
    g_autoptr(GPtrArray) found = NULL;

    room_open(&room, NULL);
    folder_write(room.run_directory, "driver.pid", "1");
    folder_write(room.run_directory, "other.xml", "<x/>");
    folder_write(room.run_directory, ".0123456789abcdef.new", "<pseries-");
    folder_write(room.run_directory, "domain-3-a.xml", text);
    folder_write(room.run_directory, "domain-4-a.xml", text);
    folder_write(room.run_directory, "domain-5-a.xml", "<pseries-status");
    room_expect_warning("*'domain-4-a.xml' is left alone*");
    room_expect_warning("*'domain-5-a.xml' is left alone*");
    found = guest_store_load_statuses(room.store, NULL);
    g_test_assert_expected_messages();
    g_assert_cmpuint(found->len, ==, 1);
    room_assert_files(room.run_directory, "domain-3-a.xml domain-4-a.xml domain-5-a.xml driver.pid "
                                          "other.xml");
    room_close(&room);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/guest_store/folders", test_folders);
    g_test_add_func("/guest_store/define", test_define);
    g_test_add_func("/guest_store/too-large", test_too_large);
    g_test_add_func("/guest_store/autostart", test_autostart);
    g_test_add_func("/guest_store/rename", test_rename);
    g_test_add_func("/guest_store/foreign-files", test_foreign_files);
    g_test_add_func("/guest_store/crash", test_crash);
    g_test_add_func("/guest_store/status", test_status);
    g_test_add_func("/guest_store/left-memory", test_left_memory);
    g_test_add_func("/guest_store/foreign-statuses", test_foreign_statuses);
    return g_test_run();
}
