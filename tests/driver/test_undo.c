/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/undo.h"

#include <net/if.h>
#include <string.h>

#include "devices/interface.h"
#include "folder.h"
#include "host/macvtap.h"
#include "undo_host.h"

/* Every kind of thing that a run takes, and every way in which a run ends. */

static const char uuid[] = "00000000-0000-4000-8000-000000000001";

/* ---- the ends */

static void
end_in_this_daemon(Host *host)
{
    undo_all(host->run->undo);
    g_assert_cmpuint(undo_mark(host->run->undo), ==, 0);
}

/* The next one finds the status file, and a QEMU that is not there any more. */
static void
end_in_the_next_daemon(Host *host)
{
    host_keep_status(host);
    host_daemon_ends(host);
    host_daemon_starts(host);
}

/* A daemon that was killed just before it had undone the last step leaves it to another one to undo
 * all again. */
static void
end_twice(Host *host)
{
    g_autofree char *path = g_strconcat(host->folder, ".xml", NULL);
    g_autofree char *text = NULL;

    host_keep_status(host);
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    undo_all(host->run->undo);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    host_daemon_ends(host);
    host_daemon_starts(host);
}

static const struct {
    const char *name;
    void (*end)(Host *host);
} ends[] = {
    {"this-daemon", end_in_this_daemon},
    {"next-daemon", end_in_the_next_daemon},
    {"twice", end_twice},
};

/* Each kind by itself, beside the status file that knows of it. */
static void
test_kind(gconstpointer user)
{
    unsigned kind = GPOINTER_TO_UINT(user) / G_N_ELEMENTS(ends);
    size_t end = GPOINTER_TO_UINT(user) % G_N_ELEMENTS(ends);
    Host host;

    if (!host_can_take(kind)) {
        g_test_skip("not on this host, or not by this user");
        return;
    }
    host_open(&host);
    if (kind != UNDO_STATUS)
        host_things[UNDO_STATUS].add(&host);
    host_things[kind].add(&host);
    host_things[kind].take(&host);
    g_assert_true(host_things[kind].is_there(&host) == host_can_see(kind));
    ends[end].end(&host);
    g_assert_false(host_things[kind].is_there(&host));
    g_assert_false(host_things[UNDO_STATUS].is_there(&host));
    host_close(&host);
}

/* A start that fails, or is cut short by a kill, when @n host_things are in the list; the last of
 * them was not taken yet. */
static void
test_fault(gconstpointer user)
{
    unsigned n = GPOINTER_TO_UINT(user) / G_N_ELEMENTS(ends);
    size_t end = GPOINTER_TO_UINT(user) % G_N_ELEMENTS(ends);
    Host host;

    host_open(&host);
    for (unsigned kind = 0; kind < n; kind++) {
        host_things[kind].add(&host);
        if (kind + 1 < n && host_can_take(kind))
            host_things[kind].take(&host);
    }
    ends[end].end(&host);
    for (unsigned kind = 0; kind < n; kind++)
        g_assert_false(host_things[kind].is_there(&host));
    host_close(&host);
}

static void
test_mark(void)
{
    Host host;
    size_t mark = 0;

    host_open(&host);
    host_things[UNDO_FOLDER].add(&host);
    host_things[UNDO_FOLDER].take(&host);
    mark = undo_mark(host.run->undo);
    host_things[UNDO_EMPTY_FOLDER].add(&host);
    host_things[UNDO_EMPTY_FOLDER].take(&host);
    host_things[UNDO_HELPER].add(&host);
    undo_back_to(host.run->undo, mark);
    g_assert_false(host_things[UNDO_HELPER].is_there(&host));
    g_assert_false(host_things[UNDO_EMPTY_FOLDER].is_there(&host));
    g_assert_true(host_things[UNDO_FOLDER].is_there(&host));
    g_assert_cmpuint(undo_mark(host.run->undo), ==, mark);
    undo_all(host.run->undo);
    g_assert_false(host_things[UNDO_FOLDER].is_there(&host));
    host_close(&host);
}

/* It is said, and the rest goes on. */
static void
test_step_that_fails(void)
{
    Host host;

    host_open(&host);
    host_things[UNDO_EMPTY_FOLDER].add(&host);
    host_things[UNDO_EMPTY_FOLDER].take(&host);
    undo_add(host.run->undo, &(UndoStep){UNDO_EMPTY_FOLDER, "/proc/self/fd", {0}});
    host_things[UNDO_FOLDER].add(&host);
    host_things[UNDO_FOLDER].take(&host);
    g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "cannot remove directory '/proc/self/fd': *");
    undo_all(host.run->undo);
    g_test_assert_expected_messages();
    g_assert_false(host_things[UNDO_FOLDER].is_there(&host));
    g_assert_false(host_things[UNDO_EMPTY_FOLDER].is_there(&host));
    host_close(&host);
}

/* What was dropped stays, and what is not empty. */
static void
test_drop(void)
{
    Host host;

    host_open(&host);
    host_things[UNDO_FOLDER].add(&host);
    host_things[UNDO_FOLDER].take(&host);
    host_things[UNDO_EMPTY_FOLDER].add(&host);
    host_things[UNDO_EMPTY_FOLDER].take(&host);
    folder_write(host.empty_folder, "file", "");
    undo_drop(host.run->undo, UNDO_FOLDER, host.folder);
    undo_drop(host.run->undo, UNDO_FOLDER, "/nowhere");
    undo_all(host.run->undo);
    g_assert_true(host_things[UNDO_FOLDER].is_there(&host));
    g_assert_true(host_things[UNDO_EMPTY_FOLDER].is_there(&host));
    host_close(&host);
}

/* ---- written down */

static bool
count_writes(void *user, GError **error)
{
    unsigned *n_writes = user;

    ++*n_writes;
    if (*n_writes == 2)
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "full");
    return *n_writes != 2;
}

static void
test_write(void)
{
    g_autoptr(UndoList) list = undo_list_new(NULL, NULL);
    g_autoptr(GError) error = NULL;
    unsigned n_writes = 0;

    undo_set_writer(list, count_writes, &n_writes);
    g_assert_true(undo_write(list, NULL));
    g_assert_cmpuint(n_writes, ==, 0);
    undo_add(list, &(UndoStep){UNDO_FOLDER, "/a", {0}});
    g_assert_true(undo_write(list, NULL));
    g_assert_true(undo_write(list, NULL));
    g_assert_cmpuint(n_writes, ==, 1);
    undo_add(list, &(UndoStep){UNDO_FOLDER, "/b", {0}});
    g_assert_false(undo_write(list, &error));
    g_assert_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
    g_assert_true(undo_write(list, NULL));
    g_assert_cmpuint(n_writes, ==, 3);
}

/* A name is what it was, whatever is in it; what cannot be understood is left out. */
static void
test_status(void)
{
    g_autoptr(GuestStatus) status = guest_status_new();
    g_autoptr(GuestStatus) again = guest_status_new();
    g_autoptr(GuestStatus) read = NULL;
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    Host host;

    host_open(&host);
    undo_add(host.run->undo, &(UndoStep){UNDO_FOLDER, "/a b\t\n:\"<&'\303\244 ", {0}});
    undo_add(host.run->undo, &(UndoStep){UNDO_IMAGE, "/c", {1, 2, 3, 4, 5, UINT64_MAX}});
    undo_add(host.run->undo, &(UndoStep){UNDO_PORT, "", {5900}});
    status->id = HOST_GUEST_ID;
    status->name = g_strdup("a");
    status->uuid = g_strdup(uuid);
    status->live_xml = g_strdup("<domain/>");
    undo_note(host.run->undo, status);
    text = guest_status_format(status, &error);
    g_assert_no_error(error);
    read = guest_status_parse(text, strlen(text), &error);
    g_assert_no_error(error);
    guest_status_set_fact(read, "undo:0003", "folder 1:2 /short");
    guest_status_set_fact(read, "undo:0004", "future 0:0:0:0:0:0 /d");
    guest_status_set_fact(read, "undo:0005", "folder");
    guest_status_set_fact(read, "undo:0006", "folder 0:0:0:0:0:-1 /e");
    for (unsigned i = 3; i < 7; i++)
        g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "*of the state of 'a' is not understood*");
    run_unref(host.run);
    host.run = run_new(undo_new(host.driver));
    undo_restore(host.run, host.driver, read);
    g_test_assert_expected_messages();
    g_assert_cmpuint(undo_mark(host.run->undo), ==, 3);
    undo_note(host.run->undo, again);
    for (unsigned i = 0; i < 3; i++) {
        g_autofree char *name = g_strdup_printf("undo:%04u", i);

        g_assert_cmpstr(guest_status_fact(again, name), ==, guest_status_fact(status, name));
    }
    host_close(&host);
}

/* ---- macvtaps */

/* What has the name, and was not made by us, stays. */
static void
test_foreign_macvtap(void)
{
    Host host;

    if (!host_can_take(UNDO_MACVTAP)) {
        g_test_skip("not on this host, or not by this user");
        return;
    }
    host_open(&host);
    host_things[UNDO_MACVTAP].take(&host);
    undo_add(host.run->undo, &(UndoStep){UNDO_MACVTAP, host_lower_name, {0}});
    undo_add(host.run->undo, &(UndoStep){UNDO_MACVTAP,
                                         host_macvtap_name,
                                         {if_nametoindex(host_lower_name), 0x525400000008}});
    g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "network device 'undo-tap0' is not *");
    g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "network device 'undo-lower0' is not *");
    undo_all(host.run->undo);
    g_test_assert_expected_messages();
    g_assert_true(host_things[UNDO_MACVTAP].is_there(&host));
    host_things[UNDO_MACVTAP].add(&host);
    undo_all(host.run->undo);
    g_assert_false(host_things[UNDO_MACVTAP].is_there(&host));
    host_close(&host);
}

/* Checks that the device is written down before it is there. */
static bool
is_not_there_yet(void *user, GError **error)
{
    unsigned *n_writes = user;

    (void)error;
    ++*n_writes;
    g_assert_cmpuint(if_nametoindex("macvtap0"), ==, 0);
    g_assert_cmpuint(if_nametoindex(host_macvtap_name), ==, 0);
    return true;
}

static void
check_made(const Host *host, int mode, const char *wanted_name, const char *made_name)
{
    Interface *interface = (Interface *)(void *)device_new(&interface_kind);
    unsigned n_writes = 0;

    interface->type = INTERFACE_DIRECT;
    interface->source.dev = g_strdup(host_lower_name);
    interface->source.mode = (InterfaceMode)mode;
    interface->mac.address = g_strdup("52:54:00:00:00:07");
    interface->target.dev = g_strdup(wanted_name);
    undo_set_writer(host->run->undo, is_not_there_yet, &n_writes);
    g_assert_cmpuint(macvtap_make(interface, host->run->undo, NULL), >, 0);
    g_assert_cmpuint(n_writes, ==, 1);
    g_assert_cmpstr(interface->target.dev, ==, made_name);
    g_assert_cmpuint(if_nametoindex(made_name), >, 0);
    undo_all(host->run->undo);
    g_assert_cmpuint(if_nametoindex(made_name), ==, 0);
    device_free((Device *)interface);
}

static void
test_macvtap_is_written_down(void)
{
    Host host;

    if (!host_can_take(UNDO_MACVTAP)) {
        g_test_skip("not on this host, or not by this user");
        return;
    }
    host_open(&host);
    check_made(&host, INTERFACE_MODE_BRIDGE, NULL, "macvtap0");
    check_made(&host, INTERFACE_MODE_PRIVATE, host_macvtap_name, host_macvtap_name);
    check_made(&host, INTERFACE_MODE_PASSTHROUGH, host_macvtap_name, host_macvtap_name);
    host_close(&host);
}

/* ---- */

static void
add_matrix(const char *prefix, unsigned first, unsigned n_rows, GTestDataFunc test)
{
    for (unsigned row = first; row < n_rows; row++)
        for (unsigned end = 0; end < G_N_ELEMENTS(ends); end++) {
            g_autofree char *path =
                g_strdup_printf("/undo/%s/%s/%s", prefix,
                                row < N_UNDO_KINDS ? host_things[row].name : "all", ends[end].name);

            g_test_add_data_func(path, GUINT_TO_POINTER(row * (unsigned)G_N_ELEMENTS(ends) + end),
                                 test);
        }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    host_enter_namespaces();
    add_matrix("kind", 0, N_UNDO_KINDS, test_kind);
    add_matrix("fault", 1, N_UNDO_KINDS + 1, test_fault);
    g_test_add_func("/undo/mark", test_mark);
    g_test_add_func("/undo/step-that-fails", test_step_that_fails);
    g_test_add_func("/undo/drop", test_drop);
    g_test_add_func("/undo/write", test_write);
    g_test_add_func("/undo/status", test_status);
    g_test_add_func("/undo/foreign-macvtap", test_foreign_macvtap);
    g_test_add_func("/undo/macvtap-is-written-down", test_macvtap_is_written_down);
    return g_test_run();
}
