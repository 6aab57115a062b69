/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "undo_host.h"

#include <errno.h>
#include <fcntl.h>
#include <libvirt/libvirt.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/uuid.h"
#include "devices/graphics.h"
#include "folder.h"
#include "host/passthrough.h"
#include "host_tree.h"
#include "qemu/detached.h"
#include "store/run_folder.h"

static const char uuid[] = "00000000-0000-4000-8000-000000000001";
enum { OTHER_USER = 12345 };

/* What a host must let us do to take things of some host_things. */
static bool is_root;
static bool has_macvtaps;

#define PCI_DEVICE "0002:01:00.0"
#define PCI_DEVICE_OVERRIDE "bus/pci/devices/" PCI_DEVICE "/driver_override"

/* Its driver has it again at once, as none of the kernel's is there that would take it. */
static void
make_pci_device(const Host *host)
{
    g_autofree char *driver =
        g_build_filename(host->sysfs, "bus/pci/devices", PCI_DEVICE, "driver", NULL);

    host_tree_write(host->sysfs, PCI_DEVICE_OVERRIDE, "");
    g_assert_cmpint(symlink("../../drivers/e1000e", driver), ==, 0);
}

void
host_daemon_starts(Host *host)
{
    g_autoptr(GError) error = NULL;

    host->driver =
        driver_new(&host->config, &host->services.services, g_main_context_default(), &error);
    g_assert_no_error(error);
}

void
host_daemon_ends(Host *host)
{
    g_clear_pointer(&host->run, run_unref);
    /* Events of guests that were cleaned up behind are on their way to the main thread. */
    while (g_main_context_iteration(NULL, FALSE))
        continue;
    g_clear_pointer(&host->driver, driver_free);
}

/* Whoever has the guest's job; the list then is what a start has made so far. */
void
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
    host->sysfs = g_build_filename(host->top, "sys", NULL);
    host->config = (DriverConfig){
        .config_directory = host->config_directory,
        .run_directory = host->run_directory,
        .log_directory = host->log_directory,
        .memory_directory = host->memory_directory,
        .cache_directory = host->cache_directory,
        .state_directory = host->state_directory,
        .sysfs = host->sysfs,
        .user = is_root ? OTHER_USER : geteuid(),
        .group = is_root ? OTHER_USER : getegid(),
        .owns_images = true,
        .call_timeout_ms = 30000,
        .start_timeout_ms = 30000,
        .max_workers = 2,
    };
    folder_write(host->top, "image", "bytes");
    make_pci_device(host);
    false_services_open(&host->services);
    host_daemon_starts(host);
    host->run = run_new(undo_new(host->driver));
    host->run->id = HOST_GUEST_ID;
    host->run->folder = g_strdup(host->folder);
}

void
host_close(Host *host)
{
    host_daemon_ends(host);
    false_services_close(&host->services);
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
    g_free(host->sysfs);
    folder_remove(host->top);
}

void
host_keep_status(Host *host)
{
    g_autoptr(GuestStatus) status = guest_status_new();
    g_autoptr(GError) error = NULL;

    status->id = HOST_GUEST_ID;
    status->name = g_strdup(HOST_GUEST);
    status->uuid = g_strdup(uuid);
    status->state = VIR_DOMAIN_RUNNING;
    status->folder = g_strdup(host->folder);
    /* Nothing that can be planned: cleaning up needs no document. */
    status->live_xml = g_strdup("<domain type='qemu'><name>a</name><devices>"
                                "<emulator>/nowhere</emulator></devices></domain>");
    undo_note(host->run->undo, status);
    guest_store_save_status(host->driver->store, status, &error);
    g_assert_no_error(error);
}

/* ---- the things: how each is taken, and whether it is there */

static void
add_status(Host *host)
{
    undo_add(host->run->undo, &(UndoStep){UNDO_STATUS, HOST_GUEST, {HOST_GUEST_ID}});
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
    g_autoptr(UndoList) undo = undo_new(host->driver);
    Graphics *graphics = (Graphics *)(void *)device_new(&graphics_kind);
    GraphicsListen *listen = xml_binding_new(&graphics_listen_binding);
    unsigned port = 0;

    listen->type = LISTEN_ADDRESS;
    xml_list_append(&graphics->listens, listen);
    graphics->type = GRAPHICS_VNC;
    graphics->autoport = TRISTATE_YES;
    g_assert_true(display_ports_choose(host->driver->ports, graphics, undo, NULL));
    port = (unsigned)graphics->port.value;
    device_free((Device *)graphics);
    g_assert_cmpuint(undo_mark(undo), ==, 1);
    undo_all(undo);
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

const char host_macvtap_name[] = "undo-tap0";
const char host_lower_name[] = "undo-lower0";

static void
add_macvtap(Host *host)
{
    undo_add(host->run->undo, &(UndoStep){UNDO_MACVTAP,
                                          host_macvtap_name,
                                          {if_nametoindex(host_lower_name), 0x525400000007}});
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
    return if_nametoindex(host_macvtap_name) != 0;
}

static void
add_image(Host *host)
{
    UndoStep step = {UNDO_IMAGE, host->image, {0}};
    ImageRecord record = {.path = host->image, .user = geteuid(), .group = getegid()};
    struct stat about;

    g_assert_cmpint(stat(host->image, &about), ==, 0);
    record.device = about.st_dev;
    record.inode = about.st_ino;
    image_record_numbers(&record, step.numbers);
    undo_add(host->run->undo, &step);
    image_owner_remember(host->driver->images, &record);
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
    const char *const words[] = {"/bin/sleep", "60", NULL};
    int output_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const DetachedRequest request = {.words = words, .output_fd = output_fd};
    g_autoptr(GError) error = NULL;

    host->helper = detached_start(&request, &host->helper_fd, &error);
    close(output_fd);
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
add_host_device(Host *host)
{
    const UndoStep step = {UNDO_HOST_DEVICE, PCI_DEVICE " e1000e " HOST_GUEST, {1}};

    undo_add(host->run->undo, &step);
    passthrough_restore(host->driver->devices, &step);
}

static void
take_host_device(Host *host)
{
    host_tree_write(host->sysfs, PCI_DEVICE_OVERRIDE, "vfio-pci");
}

static bool
has_host_device(const Host *host)
{
    g_autofree char *override = folder_read(host->sysfs, PCI_DEVICE_OVERRIDE);
    g_autofree char *guest = host_devices_guest(host->driver->devices, PCI_DEVICE);

    return guest != NULL || g_str_equal(override, "vfio-pci");
}

static void
take_nothing(Host *host)
{
    (void)host;
}

/* Of a card that has gone: what is given back to one that is there is in test_virtual_function.c.
 */
static void
add_virtual_function(Host *host)
{
    undo_add(host->run->undo, &(UndoStep){UNDO_VIRTUAL_FUNCTION, "no-card", {1, 0, 2, 3, 1, 0}});
}

static bool
has_nothing(const Host *host)
{
    (void)host;
    return false;
}

static void
add_filter(Host *host)
{
    undo_add(host->run->undo, &(UndoStep){UNDO_FILTER, "vnet7", {0}});
}

static void
take_filter(Host *host)
{
    host->services.filter = g_strdup("<filterbinding><portdev name='vnet7'/></filterbinding>");
}

static bool
has_filter(const Host *host)
{
    return host->services.filter != NULL;
}

#define PORT_UUID "00010203-0405-4607-8809-0a0b0c0d0e0f"

static void
add_network_port(Host *host)
{
    UndoStep step = {UNDO_NETWORK_PORT, "net", {0}};
    uint8_t bytes[UUID_BYTES];

    uuid_parse(PORT_UUID, bytes);
    memcpy(step.numbers, bytes, sizeof bytes);
    undo_add(host->run->undo, &step);
}

static void
take_network_port(Host *host)
{
    g_ptr_array_add(host->services.ports, g_strdup("net/" PORT_UUID));
}

static bool
has_network_port(const Host *host)
{
    return host->services.ports->len > 0;
}

const HostThing host_things[N_UNDO_KINDS] = {
    [UNDO_STATUS] = {"status", add_status, host_keep_status, has_status},
    [UNDO_FOLDER] = {"folder", add_folder, take_folder, has_folder},
    [UNDO_EMPTY_FOLDER] = {"empty-folder", add_empty_folder, take_empty_folder, has_empty_folder},
    [UNDO_PORT] = {"port", add_port, take_port, has_port},
    [UNDO_MACVTAP] = {"macvtap", add_macvtap, take_macvtap, has_macvtap},
    [UNDO_IMAGE] = {"image", add_image, take_image, has_image},
    [UNDO_HELPER] = {"helper", add_helper, take_nothing, has_helper},
    [UNDO_HOST_DEVICE] = {"host-device", add_host_device, take_host_device, has_host_device},
    [UNDO_VIRTUAL_FUNCTION] = {"virtual-function", add_virtual_function, take_nothing, has_nothing},
    [UNDO_FILTER] = {"filter", add_filter, take_filter, has_filter},
    [UNDO_NETWORK_PORT] = {"network-port", add_network_port, take_network_port, has_network_port},
};
G_STATIC_ASSERT(G_N_ELEMENTS(host_things) == N_UNDO_KINDS);

bool
host_can_take(unsigned kind)
{
    return kind != UNDO_MACVTAP || has_macvtaps;
}

bool
host_can_see(unsigned kind)
{
    return host_can_take(kind) && kind != UNDO_VIRTUAL_FUNCTION && (kind != UNDO_IMAGE || is_root);
}

/* A network of our own, in which ports are free and devices can be made. */
void
host_enter_namespaces(void)
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
