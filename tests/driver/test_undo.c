/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/undo.h"

#include <errno.h>
#include <libvirt/libvirt.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "devices/graphics.h"
#include "devices/interface.h"
#include "driver/driver.h"
#include "driver/macvtap.h"
#include "driver/run_folder.h"
#include "folder.h"
#include "qemu/detached.h"

/* Every kind of thing that a run takes, and every way in which a run ends. */

static const char uuid[] = "00000000-0000-4000-8000-000000000001";
static const char guest_name_of_all[] = "a";
enum { ID = 7, OTHER_USER = 12345 };

/* What a host must let us do to take things of some kinds. */
static bool is_root;
static bool has_macvtaps;

typedef struct {
    char *top, *config_directory, *run_directory, *log_directory, *memory_directory,
        *cache_directory, *state_directory;
    DriverConfig config;
    Driver *driver;
    Run *run;
    char *folder, *empty_folder, *image;
    unsigned port;
    pid_t helper;
    uint64_t helper_start;
    int helper_fd;
} Host;

static void
daemon_starts(Host *host)
{
    g_autoptr(GError) error = NULL;

    host->driver = driver_new(&host->config, g_main_context_default(), &error);
    g_assert_no_error(error);
}

static void
daemon_ends(Host *host)
{
    g_clear_pointer(&host->run, run_unref);
    g_clear_pointer(&host->driver, driver_free);
}

/* Whoever has the guest's job; the list then is what a start has made so far. */
static void
host_open(Host *host)
{
    *host = (Host){.top = folder_new(), .helper_fd = -1};
    host->config_directory = g_build_filename(host->top, "config", NULL);
    host->run_directory = g_build_filename(host->top, "run", NULL);
    host->log_directory = g_build_filename(host->top, "log", NULL);
    host->memory_directory = g_build_filename(host->top, "memory", NULL);
    host->cache_directory = g_build_filename(host->top, "cache", NULL);
    host->state_directory = g_build_filename(host->top, "state", NULL);
    host->folder = g_build_filename(host->top, "run", "domain-7-a", NULL);
    host->empty_folder = g_build_filename(host->top, "empty", NULL);
    host->image = g_build_filename(host->top, "image", NULL);
    host->config = (DriverConfig){
        .config_directory = host->config_directory,
        .run_directory = host->run_directory,
        .log_directory = host->log_directory,
        .memory_directory = host->memory_directory,
        .cache_directory = host->cache_directory,
        .state_directory = host->state_directory,
        .sysfs = "/sys",
        .user = is_root ? OTHER_USER : geteuid(),
        .group = is_root ? OTHER_USER : getegid(),
        .owns_images = true,
        .call_timeout_ms = 30000,
        .start_timeout_ms = 30000,
        .max_workers = 2,
    };
    folder_write(host->top, "image", "bytes");
    daemon_starts(host);
    host->run = run_new();
    host->run->id = ID;
    host->run->folder = g_strdup(host->folder);
}

static void
host_close(Host *host)
{
    daemon_ends(host);
    if (host->helper_fd >= 0)
        close(host->helper_fd);
    g_free(host->config_directory);
    g_free(host->run_directory);
    g_free(host->log_directory);
    g_free(host->memory_directory);
    g_free(host->cache_directory);
    g_free(host->state_directory);
    g_free(host->folder);
    g_free(host->empty_folder);
    g_free(host->image);
    folder_remove(host->top);
}

static void
keep(Host *host)
{
    g_autoptr(GuestStatus) status = guest_status_new();
    g_autoptr(GError) error = NULL;

    status->id = ID;
    status->name = g_strdup(guest_name_of_all);
    status->uuid = g_strdup(uuid);
    status->state = VIR_DOMAIN_RUNNING;
    status->folder = g_strdup(host->folder);
    /* Nothing that can be planned: cleaning up needs no document. */
    status->live_xml = g_strdup(
        "<domain "
        "type='qemu'><name>a</name><devices><emulator>/nowhere</emulator></devices></domain>");
    undo_note(host->run->undo, status);
    guest_store_save_status(host->driver->store, status, &error);
    g_assert_no_error(error);
}

/* ---- the kinds: how each is taken, and whether it is there */

static void
add_status(Host *host)
{
    undo_add(host->run->undo, &(UndoStep){UNDO_STATUS, guest_name_of_all, {ID}});
}

static bool
has_status(const Host *host)
{
    g_autofree char *path = g_strconcat(host->folder, ".xml", NULL);

    return g_file_test(path, G_FILE_TEST_EXISTS);
}

static void
add_folder(Host *host)
{
    undo_add(host->run->undo, &(UndoStep){UNDO_FOLDER, host->folder, {0}});
}

static void
take_folder(Host *host)
{
    g_assert_true(run_folder_make(host->folder, NULL));
    folder_write(host->folder, "monitor", "");
}

static bool
has_folder(const Host *host)
{
    return g_file_test(host->folder, G_FILE_TEST_EXISTS);
}

static void
add_empty_folder(Host *host)
{
    undo_add(host->run->undo, &(UndoStep){UNDO_EMPTY_FOLDER, host->empty_folder, {0}});
}

static void
take_empty_folder(Host *host)
{
    g_assert_cmpint(mkdir(host->empty_folder, 0700), ==, 0);
}

static bool
has_empty_folder(const Host *host)
{
    return g_file_test(host->empty_folder, G_FILE_TEST_EXISTS);
}

/* Returns: the port that the next display gets, which is then free again. */
static unsigned
next_port(const Host *host)
{
    g_autoptr(GPtrArray) devices = g_ptr_array_new();
    g_autoptr(UndoList) undo = undo_list_new();
    Graphics *graphics = (Graphics *)(void *)device_new(&graphics_kind);
    GraphicsListen *listen = xml_binding_new(&graphics_listen_binding);
    Domain domain = {.devices = devices};
    unsigned port = 0;

    listen->type = LISTEN_ADDRESS;
    xml_list_append(&graphics->listens, listen);
    graphics->type = GRAPHICS_VNC;
    graphics->autoport = TRISTATE_YES;
    g_ptr_array_add(devices, graphics);
    g_assert_true(display_ports_choose(host->driver->ports, &domain, undo, NULL));
    port = (unsigned)graphics->port.value;
    device_free((Device *)graphics);
    g_assert_cmpuint(undo_mark(undo), ==, 1);
    undo_all(undo, host->driver);
    return port;
}

static void
add_port(Host *host)
{
    host->port = next_port(host);
    undo_add(host->run->undo, &(UndoStep){UNDO_PORT, "", {host->port}});
}

static void
take_port(Host *host)
{
    display_ports_reserve(host->driver->ports, host->port);
}

static bool
has_port(const Host *host)
{
    return next_port(host) != host->port;
}

static bool
run_ip(const char *words)
{
    g_autofree char *command = g_strconcat("ip ", words, NULL);
    int status = -1;

    return g_spawn_command_line_sync(command, NULL, NULL, &status, NULL) && status == 0;
}

static const char macvtap_name[] = "undo-tap0";
static const char lower_name[] = "undo-lower0";

static void
add_macvtap(Host *host)
{
    undo_add(host->run->undo,
             &(UndoStep){UNDO_MACVTAP, macvtap_name, {if_nametoindex(lower_name), 0x525400000007}});
}

static void
take_macvtap(Host *host)
{
    (void)host;
    g_assert_true(run_ip("link add link undo-lower0 name undo-tap0 address 52:54:00:00:00:07 type "
                         "macvtap mode bridge"));
}

static bool
has_macvtap(const Host *host)
{
    (void)host;
    return if_nametoindex(macvtap_name) != 0;
}

static void
add_image(Host *host)
{
    undo_add(host->run->undo, &(UndoStep){UNDO_IMAGE, host->image, {geteuid(), getegid()}});
    image_owner_remember(host->driver->images, host->image, geteuid(), getegid());
}

static void
take_image(Host *host)
{
    g_assert_cmpint(chown(host->image, host->config.user, host->config.group), ==, 0);
}

static bool
has_image(const Host *host)
{
    struct stat about;

    g_assert_cmpint(stat(host->image, &about), ==, 0);
    return is_root && about.st_uid == OTHER_USER;
}

/* It exists before its step does: see detached_start(). */
static void
add_helper(Host *host)
{
    const char *const words[] = {"/bin/sleep", "1000", NULL};
    const DetachedRequest request = {.words = words, .output_fd = STDERR_FILENO};
    g_autoptr(GError) error = NULL;

    host->helper = detached_start(&request, &host->helper_fd, &error);
    g_assert_no_error(error);
    host->helper_start = detached_start_time(host->helper);
    undo_add(host->run->undo,
             &(UndoStep){UNDO_HELPER, "swtpm:tpm0", {(uint64_t)host->helper, host->helper_start}});
}

static bool
has_helper(const Host *host)
{
    return host->helper > 0 && detached_start_time(host->helper) == host->helper_start;
}

static void
take_nothing(Host *host)
{
    (void)host;
}

static const struct {
    const char *name;
    void (*add)(Host *host);
    void (*take)(Host *host);
    bool (*is_there)(const Host *host);
} kinds[] = {
    [UNDO_STATUS] = {"status", add_status, keep, has_status},
    [UNDO_FOLDER] = {"folder", add_folder, take_folder, has_folder},
    [UNDO_EMPTY_FOLDER] = {"empty-folder", add_empty_folder, take_empty_folder, has_empty_folder},
    [UNDO_PORT] = {"port", add_port, take_port, has_port},
    [UNDO_MACVTAP] = {"macvtap", add_macvtap, take_macvtap, has_macvtap},
    [UNDO_IMAGE] = {"image", add_image, take_image, has_image},
    [UNDO_HELPER] = {"helper", add_helper, take_nothing, has_helper},
};
G_STATIC_ASSERT(G_N_ELEMENTS(kinds) == N_UNDO_KINDS);

static bool
can_be_taken(unsigned kind)
{
    return kind != UNDO_MACVTAP || has_macvtaps;
}

static bool
can_be_seen(unsigned kind)
{
    return can_be_taken(kind) && (kind != UNDO_IMAGE || is_root);
}

/* ---- the ends */

static void
end_in_this_daemon(Host *host)
{
    undo_all(host->run->undo, host->driver);
    g_assert_cmpuint(undo_mark(host->run->undo), ==, 0);
}

/* The next one finds the status file, and a QEMU that is not there any more. */
static void
end_in_the_next_daemon(Host *host)
{
    keep(host);
    daemon_ends(host);
    g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "*'a' is left alone*");
    daemon_starts(host);
    g_test_assert_expected_messages();
}

/* A daemon that was killed just before it had undone the last step leaves it to another one to undo
 * all again. */
static void
end_twice(Host *host)
{
    g_autofree char *path = g_strconcat(host->folder, ".xml", NULL);
    g_autofree char *text = NULL;

    keep(host);
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    undo_all(host->run->undo, host->driver);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    daemon_ends(host);
    g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "*'a' is left alone*");
    daemon_starts(host);
    g_test_assert_expected_messages();
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

    if (!can_be_taken(kind)) {
        g_test_skip("not on this host, or not by this user");
        return;
    }
    host_open(&host);
    if (kind != UNDO_STATUS)
        add_status(&host);
    kinds[kind].add(&host);
    kinds[kind].take(&host);
    g_assert_true(kinds[kind].is_there(&host) == can_be_seen(kind));
    ends[end].end(&host);
    g_assert_false(kinds[kind].is_there(&host));
    g_assert_false(has_status(&host));
    host_close(&host);
}

/* A start that fails, or is cut short by a kill, when @n kinds are in the list; the last of them
 * was not taken yet. */
static void
test_fault(gconstpointer user)
{
    unsigned n = GPOINTER_TO_UINT(user) / G_N_ELEMENTS(ends);
    size_t end = GPOINTER_TO_UINT(user) % G_N_ELEMENTS(ends);
    Host host;

    host_open(&host);
    for (unsigned kind = 0; kind < n; kind++) {
        kinds[kind].add(&host);
        if (kind + 1 < n && can_be_taken(kind))
            kinds[kind].take(&host);
    }
    ends[end].end(&host);
    for (unsigned kind = 0; kind < n; kind++)
        g_assert_false(kinds[kind].is_there(&host));
    host_close(&host);
}

static void
test_mark(void)
{
    Host host;
    size_t mark = 0;

    host_open(&host);
    add_folder(&host);
    take_folder(&host);
    mark = undo_mark(host.run->undo);
    add_empty_folder(&host);
    take_empty_folder(&host);
    add_helper(&host);
    undo_back_to(host.run->undo, host.driver, mark);
    g_assert_false(has_helper(&host));
    g_assert_false(has_empty_folder(&host));
    g_assert_true(has_folder(&host));
    g_assert_cmpuint(undo_mark(host.run->undo), ==, mark);
    undo_all(host.run->undo, host.driver);
    g_assert_false(has_folder(&host));
    host_close(&host);
}

/* It is said, and the rest goes on. */
static void
test_step_that_fails(void)
{
    Host host;

    host_open(&host);
    add_empty_folder(&host);
    take_empty_folder(&host);
    undo_add(host.run->undo, &(UndoStep){UNDO_EMPTY_FOLDER, "/proc/self/fd", {0}});
    add_folder(&host);
    take_folder(&host);
    g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "cannot remove directory '/proc/self/fd': *");
    undo_all(host.run->undo, host.driver);
    g_test_assert_expected_messages();
    g_assert_false(has_folder(&host));
    g_assert_false(has_empty_folder(&host));
    host_close(&host);
}

/* What was dropped stays, and what is not empty. */
static void
test_drop(void)
{
    Host host;

    host_open(&host);
    add_folder(&host);
    take_folder(&host);
    add_empty_folder(&host);
    take_empty_folder(&host);
    folder_write(host.empty_folder, "file", "");
    undo_drop(host.run->undo, UNDO_FOLDER, host.folder);
    undo_drop(host.run->undo, UNDO_FOLDER, "/nowhere");
    undo_all(host.run->undo, host.driver);
    g_assert_true(has_folder(&host));
    g_assert_true(has_empty_folder(&host));
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
    g_autoptr(UndoList) list = undo_list_new();
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
    status->id = ID;
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
    host.run = run_new();
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

    if (!has_macvtaps) {
        g_test_skip("not on this host, or not by this user");
        return;
    }
    host_open(&host);
    take_macvtap(&host);
    undo_add(host.run->undo, &(UndoStep){UNDO_MACVTAP, lower_name, {0}});
    undo_add(host.run->undo,
             &(UndoStep){UNDO_MACVTAP, macvtap_name, {if_nametoindex(lower_name), 0x525400000008}});
    g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "network device 'undo-tap0' is not *");
    g_test_expect_message(NULL, G_LOG_LEVEL_WARNING, "network device 'undo-lower0' is not *");
    undo_all(host.run->undo, host.driver);
    g_test_assert_expected_messages();
    g_assert_true(has_macvtap(&host));
    add_macvtap(&host);
    undo_all(host.run->undo, host.driver);
    g_assert_false(has_macvtap(&host));
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
    g_assert_cmpuint(if_nametoindex(macvtap_name), ==, 0);
    return true;
}

static void
check_made(const Host *host, int mode, const char *wanted_name, const char *made_name)
{
    Interface *interface = (Interface *)(void *)device_new(&interface_kind);
    unsigned n_writes = 0;

    interface->type = INTERFACE_DIRECT;
    interface->source.dev = g_strdup(lower_name);
    interface->source.mode = mode;
    interface->mac.address = g_strdup("52:54:00:00:00:07");
    interface->target.dev = g_strdup(wanted_name);
    undo_set_writer(host->run->undo, is_not_there_yet, &n_writes);
    g_assert_cmpuint(macvtap_make(interface, host->run->undo, NULL), >, 0);
    g_assert_cmpuint(n_writes, ==, 1);
    g_assert_cmpstr(interface->target.dev, ==, made_name);
    g_assert_cmpuint(if_nametoindex(made_name), >, 0);
    undo_all(host->run->undo, host->driver);
    g_assert_cmpuint(if_nametoindex(made_name), ==, 0);
    device_free((Device *)interface);
}

static void
test_macvtap_is_written_down(void)
{
    Host host;

    if (!has_macvtaps) {
        g_test_skip("not on this host, or not by this user");
        return;
    }
    host_open(&host);
    check_made(&host, INTERFACE_MODE_BRIDGE, NULL, "macvtap0");
    check_made(&host, INTERFACE_MODE_PRIVATE, macvtap_name, macvtap_name);
    check_made(&host, INTERFACE_MODE_PASSTHROUGH, macvtap_name, macvtap_name);
    host_close(&host);
}

/* ---- */

/* A network of our own, in which ports are free and devices can be made. */
static void
enter_namespaces(void)
{
    is_root = geteuid() == 0 && chown("/proc/self/nothing", 0, 0) < 0 && errno == ENOENT;
    if (!is_root || unshare(CLONE_NEWNET | CLONE_NEWNS) < 0 ||
        mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
        mount("sysfs", "/sys", "sysfs", 0, NULL) < 0)
        return;
    has_macvtaps = run_ip("link add name undo-lower0 type bridge") &&
                   run_ip("link add link undo-lower0 name undo-tap0 type macvtap mode bridge") &&
                   run_ip("link del undo-tap0");
}

static void
add_matrix(const char *prefix, unsigned first, unsigned n_rows, GTestDataFunc test)
{
    for (unsigned row = first; row < n_rows; row++)
        for (unsigned end = 0; end < G_N_ELEMENTS(ends); end++) {
            g_autofree char *path =
                g_strdup_printf("/undo/%s/%s/%s", prefix,
                                row < N_UNDO_KINDS ? kinds[row].name : "all", ends[end].name);

            g_test_add_data_func(path, GUINT_TO_POINTER(row * (unsigned)G_N_ELEMENTS(ends) + end),
                                 test);
        }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    enter_namespaces();
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
