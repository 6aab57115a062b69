/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/guest_status.h"
#include "store/guest_store.h"
#include "store/run_folder.h"

/* libFuzzer's entry; it has no header. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* What is read is written so that the same is read again. */
static void
check_status(const char *text, size_t length)
{
    g_autoptr(GuestStatus) status = guest_status_parse(text, length, NULL);
    g_autofree char *first = status != NULL ? guest_status_format(status, NULL) : NULL;
    g_autoptr(GuestStatus) again = NULL;
    g_autofree char *second = NULL;

    if (first == NULL)
        return;
    again = guest_status_parse(first, strlen(first), NULL);
    g_assert_nonnull(again);
    second = guest_status_format(again, NULL);
    g_assert_cmpstr(first, ==, second);
}

static void
put(const char *folder, const char *name, const uint8_t *bytes, size_t length)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);

    g_file_set_contents(path, (const char *)bytes, (gssize)length, NULL);
}

static char folder[] = "/tmp/pseries-fuzz-XXXXXX";

static void
remove_folder(void)
{
    run_folder_remove(folder, NULL);
}

/* The folders of a daemon that was there before us, with files that anybody may have damaged. */
static void
check_start(const uint8_t *bytes, size_t length)
{
    static DriverConfig config;
    g_autoptr(GuestStore) store = NULL;
    g_autoptr(GPtrArray) guests = NULL;
    g_autoptr(GPtrArray) statuses = NULL;

    if (config.run_directory == NULL) {
        g_assert_nonnull(g_mkdtemp(folder));
        atexit(remove_folder);
        config.config_directory = config.run_directory = config.log_directory = folder;
        config.cache_directory = config.memory_directory = folder;
    }
    store = guest_store_new(&config, NULL, NULL);
    g_assert_nonnull(store);
    put(folder, "guest.xml", bytes, length);
    put(folder, "domain-1-guest.xml", bytes, length);
    guests = guest_store_load(store, NULL);
    statuses = guest_store_load_statuses(store, NULL);
    g_assert_nonnull(guests);
    g_assert_nonnull(statuses);
    for (guint i = 0; i < guests->len; i++)
        (void)unlink(((const StoredGuest *)g_ptr_array_index(guests, i))->path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    check_status((const char *)bytes, length);
    check_start(bytes, length);
    return 0;
}
