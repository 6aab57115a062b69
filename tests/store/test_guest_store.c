/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "store/guest_store.h"

#include <errno.h>
#include <libvirt/libvirt.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "folder.h"
#include "store/run_folder.h"
#include "store_case.h"
#include "xml/document.h"

#define UUID "b2728008-80a1-4861-849a-6a3400869131"

static void
test_folders(void)
{
    StoreCase store_case;
    DriverConfig config;
    g_autoptr(GuestStore) refused = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *wanted = NULL;
    struct stat about;

    store_case_open(&store_case, NULL);
    store_case_assert_files(store_case.top, "config log memory run");
    store_case_assert_files(store_case.config_directory, "autostart");
    g_assert_cmpint(stat(store_case.config_directory, &about), ==, 0);
    g_assert_cmpint(about.st_mode & 0777, ==, 0700);
    folder_write(store_case.top, "file", "");
    config = store_case.config;
    config.run_directory = g_build_filename(store_case.top, "file", "run", NULL);
    refused = guest_store_new(&config, NULL, &error);
    g_assert_null(refused);
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
    wanted = g_strdup_printf("cannot create directory '%s': %s", config.run_directory,
                             g_strerror(ENOTDIR));
    g_assert_cmpstr(error->message, ==, wanted);
    g_free((char *)config.run_directory);
    store_case_close(&store_case);
}

static void
test_define(void)
{
    StoreCase store_case;
    g_autofree char *path = NULL;
    g_autofree char *text = NULL;
    g_autofree char *other = NULL;
    struct stat about;

    store_case_open(&store_case, NULL);
    store_case_assert_loads(&store_case, "");
    store_case_save(&store_case, "b");
    store_case_save(&store_case, "a");
    store_case_save(&store_case, "a");
    store_case_assert_files(store_case.config_directory, "a.xml autostart b.xml");
    text = folder_read(store_case.config_directory, "a.xml");
    g_assert_true(g_str_has_prefix(text, "<!--"));
    g_assert_nonnull(strstr(text, "virsh edit 'a'\n"));
    g_assert_true(g_str_has_suffix(text, "-->\n<domain>\n  <name>a</name>\n</domain>\n"));
    path = g_build_filename(store_case.config_directory, "a.xml", NULL);
    g_assert_cmpint(stat(path, &about), ==, 0);
    g_assert_cmpint(about.st_mode & 0777, ==, 0600);
    store_case_save(&store_case, "c--d");
    other = folder_read(store_case.config_directory, "c--d.xml");
    g_assert_nonnull(strstr(other, "virsh edit\n"));
    store_case_assert_loads(&store_case, "a b c--d");
    g_assert_true(guest_store_remove(store_case.store, "b", NULL));
    g_assert_true(guest_store_remove(store_case.store, "b", NULL));
    store_case_assert_loads(&store_case, "a c--d");
    store_case_close(&store_case);
}

static void
test_too_large(void)
{
    StoreCase store_case;
    g_autofree char *filling = g_strnfill(XML_DOCUMENT_MAX_BYTES, ' ');
    g_autoptr(GError) error = NULL;

    store_case_open(&store_case, NULL);
    store_case_save(&store_case, "a");
    g_assert_false(guest_store_save(store_case.store, "a", filling, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR);
    store_case_assert_loads(&store_case, "a");
    store_case_close(&store_case);
}

static void
test_autostart(void)
{
    StoreCase store_case;
    g_autofree char *link = NULL;
    g_autofree char *target = NULL;

    store_case_open(&store_case, NULL);
    store_case_save(&store_case, "a");
    store_case_save(&store_case, "b");
    g_assert_true(guest_store_set_autostart(store_case.store, "b", false, NULL));
    g_assert_true(guest_store_set_autostart(store_case.store, "a", true, NULL));
    g_assert_true(guest_store_set_autostart(store_case.store, "a", true, NULL));
    link = g_build_filename(store_case.config_directory, "autostart", "a.xml", NULL);
    target = g_file_read_link(link, NULL);
    g_assert_cmpstr(target, ==, "../a.xml");
    store_case_assert_loads(&store_case, "a* b");
    g_assert_true(guest_store_set_autostart(store_case.store, "a", false, NULL));
    store_case_assert_loads(&store_case, "a b");
    g_assert_true(guest_store_set_autostart(store_case.store, "b", true, NULL));
    g_assert_true(guest_store_remove(store_case.store, "b", NULL));
    store_case_assert_autostart(&store_case, "");
    store_case_close(&store_case);
}

static void
test_rename(void)
{
    StoreCase store_case;
    g_autofree char *xml = definition_of("new");
    g_autoptr(GError) error = NULL;

    store_case_open(&store_case, NULL);
    store_case_save(&store_case, "old");
    g_assert_true(guest_store_set_autostart(store_case.store, "old", true, NULL));
    g_assert_true(guest_store_rename(store_case.store, "old", "new", xml, &error));
    g_assert_no_error(error);
    store_case_assert_files(store_case.config_directory, "autostart new.xml");
    store_case_assert_autostart(&store_case, "new.xml");
    store_case_assert_loads(&store_case, "new*");
    g_assert_false(guest_store_rename(store_case.store, "none", "more", xml, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR);
    store_case_assert_loads(&store_case, "new*");
    store_case_close(&store_case);
}

/* What is no guest's, or not whole, is neither loaded nor touched. */
static void
test_foreign_files(void)
{
    static const char files[] =
        "FIFO.xml bad.xml broken.xml copy.xml good.xml hostile.xml note.txt";
    StoreCase store_case;
    g_autofree char *fifo = NULL;
    g_autofree char *before = NULL;

    store_case_open(&store_case, NULL);
    g_assert_true(rmdir(store_case.log_directory) == 0);
    store_case_save(&store_case, "good");
    folder_write(store_case.config_directory, "note.txt", "hello");
    folder_write(store_case.config_directory, "broken.xml", "<domain><name>broken");
    folder_write(store_case.config_directory, "bad.xml", "<network><name>bad</name></network>");
    folder_write(store_case.config_directory, "copy.xml", "<domain><name>good</name></domain>");
    folder_write(store_case.config_directory, "hostile.xml", "<domain><name>../x</name></domain>");
    fifo = g_build_filename(store_case.config_directory, "FIFO.xml", NULL);
    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    store_case_expect_warning("*'FIFO.xml' is left alone*");
    store_case_expect_warning("*'bad.xml' is left alone*");
    store_case_expect_warning("*'broken.xml' is left alone*");
    store_case_expect_warning("*'copy.xml' is left alone*");
    store_case_expect_warning("*'hostile.xml' is left alone*");
    store_case_assert_loads(&store_case, "good");
    before = g_strdup_printf("%.8s autostart %s", files, files + strlen("FIFO.xml "));
    store_case_assert_files(store_case.config_directory, before);
    store_case_close(&store_case);
}

/* What changes leave that were interrupted by a crash. */
static void
test_crash(void)
{
    StoreCase store_case;
    g_autofree char *autostart = NULL;

    store_case_open(&store_case, NULL);
    autostart = g_build_filename(store_case.config_directory, "autostart", NULL);
    store_case_save(&store_case, "kept");
    folder_write(store_case.config_directory, ".0123456789abcdef.new", "<domain><na");
    folder_write(autostart, ".0123456789abcdef.new", "");
    /* A rename of "old" to "new", after its second step. */
    folder_write(store_case.config_directory, "old.xml", "<domain><name>new</name></domain>");
    g_assert_true(guest_store_set_autostart(store_case.store, "old", true, NULL));
    g_assert_true(guest_store_set_autostart(store_case.store, "new", true, NULL));
    store_case_assert_loads(&store_case, "kept new*");
    store_case_assert_files(store_case.config_directory, "autostart kept.xml new.xml");
    store_case_assert_autostart(&store_case, "new.xml");
    store_case_close(&store_case);
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
    StoreCase store_case;
    g_autoptr(GuestStatus) status = status_of(3, "my guest");
    g_autoptr(GPtrArray) found = NULL;
    g_autoptr(GPtrArray) left = NULL;
    g_autoptr(GError) error = NULL;

    store_case_open(&store_case, NULL);
    status->folder = guest_store_folder(store_case.store, 3, "my guest");
    g_assert_true(g_str_has_suffix(status->folder, "/run/domain-3-my_guest"));
    g_assert_true(run_folder_make(status->folder, NULL));
    folder_write(status->folder, "monitor", "");
    g_assert_true(guest_store_save_status(store_case.store, status, NULL));
    status->state = VIR_DOMAIN_PAUSED;
    g_assert_true(guest_store_save_status(store_case.store, status, NULL));
    store_case_assert_files(store_case.run_directory, "domain-3-my_guest domain-3-my_guest.xml");
    found = guest_store_load_statuses(store_case.store, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(found->len, ==, 1);
    g_assert_cmpstr(((GuestStatus *)found->pdata[0])->name, ==, "my guest");
    g_assert_cmpint(((GuestStatus *)found->pdata[0])->state, ==, VIR_DOMAIN_PAUSED);
    g_assert_true(guest_store_remove_status(store_case.store, 3, "my guest", NULL));
    g_assert_true(guest_store_remove_status(store_case.store, 3, "my guest", NULL));
    store_case_assert_files(store_case.run_directory, "domain-3-my_guest");
    /* A folder whose state is gone is nobody's. */
    left = guest_store_load_statuses(store_case.store, NULL);
    g_assert_cmpuint(left->len, ==, 0);
    store_case_assert_files(store_case.run_directory, "");
    store_case_close(&store_case);
}

/* Of a guest whose host went down nothing stays: its state was in memory, what it had in files was
 * not. */
static void
test_left_memory(void)
{
    StoreCase store_case;
    g_autoptr(GuestStatus) status = status_of(3, "a");
    g_autoptr(GPtrArray) found = NULL;
    g_autofree char *left = NULL;
    g_autofree char *memory = NULL;

    store_case_open(&store_case, NULL);
    memory = g_build_filename(store_case.memory_directory, "domain-3-a", NULL);
    left = g_build_filename(store_case.memory_directory, "domain-7-gone", NULL);
    status->folder = guest_store_folder(store_case.store, 3, "a");
    g_assert_true(run_folder_make(memory, NULL));
    g_assert_true(guest_store_save_status(store_case.store, status, NULL));
    g_assert_true(run_folder_make(left, NULL));
    folder_write(left, "ppc_spapr.ram", "");
    folder_write(store_case.memory_directory, "other", "");
    found = guest_store_load_statuses(store_case.store, NULL);
    g_assert_cmpuint(found->len, ==, 1);
    store_case_assert_files(store_case.memory_directory, "domain-3-a other");
    store_case_close(&store_case);
}

static void
test_foreign_statuses(void)
{
    StoreCase store_case;
    g_autoptr(GuestStatus) status = status_of(3, "a");
    g_autofree char *text = guest_status_format(status, NULL);
    g_autoptr(GPtrArray) found = NULL;

    store_case_open(&store_case, NULL);
    folder_write(store_case.run_directory, "driver.pid", "1");
    folder_write(store_case.run_directory, "other.xml", "<x/>");
    folder_write(store_case.run_directory, ".0123456789abcdef.new", "<pseries-");
    folder_write(store_case.run_directory, "domain-3-a.xml", text);
    folder_write(store_case.run_directory, "domain-4-a.xml", text);
    folder_write(store_case.run_directory, "domain-5-a.xml", "<pseries-status");
    store_case_expect_warning("*'domain-4-a.xml' is left alone*");
    store_case_expect_warning("*'domain-5-a.xml' is left alone*");
    found = guest_store_load_statuses(store_case.store, NULL);
    g_test_assert_expected_messages();
    g_assert_cmpuint(found->len, ==, 1);
    store_case_assert_files(store_case.run_directory,
                            "domain-3-a.xml domain-4-a.xml domain-5-a.xml driver.pid "
                            "other.xml");
    store_case_close(&store_case);
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
