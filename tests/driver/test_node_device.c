/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "driver/node_device.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "folder.h"
#include "host/pci_device.h"
#include "host_tree.h"

/*
 * Whether a guest can start with a device of which the driver is just changed.  The files of sysfs
 * that a change writes are FIFOs: the change stands still at each of them until the test reads it.
 */

#define CARD "0002:01:00.0"
#define NODE "pci_0002_01_00_0"
#define FOLDER "bus/pci/devices/" CARD
#define OVERRIDE FOLDER "/driver_override"
#define PROBE "bus/pci/drivers_probe"
#define BUSY                                                                                       \
    "PCI device " CARD " is just being detached from the host, reattached or reset: try again"

static const HostDeviceName card = {HOST_DEVICE_PCI, CARD};

typedef struct {
    char *sysfs;
    DriverConfig config;
    Driver driver;
} Host;

static void
make_fifo(const Host *host, const char *name)
{
    g_autofree char *path = g_build_filename(host->sysfs, name, NULL);

    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
}

static void
link_driver(const Host *host, const char *driver)
{
    g_autofree char *path = g_build_filename(host->sysfs, FOLDER "/driver", NULL);
    g_autofree char *target = g_strdup_printf("../../drivers/%s", driver);

    unlink(path);
    g_assert_cmpint(symlink(target, path), ==, 0);
}

/* @driver: that has the device. */
static void
host_open(Host *host, const char *driver, bool is_system)
{
    *host = (Host){.sysfs = folder_new()};
    host->config = (DriverConfig){.is_system = is_system, .sysfs = host->sysfs};
    host->driver = (Driver){.config = &host->config, .devices = host_devices_new()};
    host_tree_write(host->sysfs, FOLDER "/vendor", "0x8086\n");
    host_tree_write(host->sysfs, "bus/pci/drivers/" VFIO_PCI_DRIVER "/unbind", "");
    make_fifo(host, OVERRIDE);
    make_fifo(host, PROBE);
    link_driver(host, driver);
}

static void
host_close(Host *host)
{
    host_devices_free(host->driver.devices);
    folder_remove(host->sysfs);
}

/* Waits for the change to come to the file @name, and lets it pass.  Returns: (owned) what it
 * wrote. */
static char *
pass(const Host *host, const char *name)
{
    g_autofree char *path = g_build_filename(host->sysfs, name, NULL);
    char *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static gpointer
detach(gpointer host)
{
    return GINT_TO_POINTER(node_device_detach(&((Host *)host)->driver, NODE, NULL, NULL));
}

static gpointer
reattach(gpointer host)
{
    return GINT_TO_POINTER(node_device_reattach(&((Host *)host)->driver, NODE, NULL));
}

static const struct {
    const char *name;
    gpointer (*change)(gpointer host);
    const char *before, *after; /* drivers */
    const char *override;
} changes[] = {
    {"detach", detach, "e1000e", VFIO_PCI_DRIVER, VFIO_PCI_DRIVER},
    {"reattach", reattach, VFIO_PCI_DRIVER, "e1000e", "\n"},
};

/* The change is behind its check and before its end. */
static void
check_busy(Host *host)
{
    g_autoptr(GError) error = NULL;

    g_assert_false(host_devices_claim(host->driver.devices, &card, NULL, "guest", &error));
    g_assert_cmpint(error_code(error), ==, VIR_ERR_OPERATION_INVALID);
    g_assert_cmpstr(error->message, ==, BUSY);
    g_clear_error(&error);
    g_assert_false(node_device_reattach(&host->driver, NODE, &error));
    g_assert_cmpstr(error->message, ==, BUSY);
    g_clear_error(&error);
    g_assert_false(node_device_reset(&host->driver, NODE, &error));
    g_assert_cmpstr(error->message, ==, BUSY);
}

static void
test_change(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    Host host;
    GThread *thread = NULL;
    g_autofree char *override = NULL;
    g_autofree char *probe = NULL;
    g_autoptr(GError) error = NULL;

    host_open(&host, changes[i].before, true);
    thread = g_thread_new("change", changes[i].change, &host);
    override = pass(&host, OVERRIDE);
    g_assert_cmpstr(override, ==, changes[i].override);
    check_busy(&host);
    link_driver(&host, changes[i].after);
    probe = pass(&host, PROBE);
    g_assert_cmpstr(probe, ==, CARD);
    g_assert_true(GPOINTER_TO_INT(g_thread_join(thread)));
    g_assert_true(host_devices_claim(host.driver.devices, &card, NULL, "guest", &error));
    g_assert_no_error(error);
    host_close(&host);
}

/* Each stands still at the first FIFO if it is not refused. */
static void
test_of_a_guest(void)
{
    g_autoptr(GError) error = NULL;
    Host host;

    host_open(&host, VFIO_PCI_DRIVER, true);
    host_devices_restore(host.driver.devices, CARD, "guest");
    g_assert_false(node_device_reattach(&host.driver, NODE, &error));
    g_assert_cmpstr(error->message, ==,
                    "PCI device " CARD " is in use by driver QEMU, domain guest");
    host_close(&host);
}

/* What is refused leaves nothing claimed. */
static void
test_session(void)
{
    g_autoptr(GError) error = NULL;
    Host host;

    host_open(&host, "e1000e", false);
    g_assert_false(node_device_detach(&host.driver, NODE, NULL, &error));
    g_assert_cmpint(error_code(error), ==, VIR_ERR_CONFIG_UNSUPPORTED);
    g_assert_true(host_devices_claim(host.driver.devices, &card, NULL, "guest", NULL));
    host_close(&host);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autofree char *path = g_strconcat("/node_device/", changes[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_change);
    }
    g_test_add_func("/node_device/of-a-guest", test_of_a_guest);
    g_test_add_func("/node_device/session", test_session);
    return g_test_run();
}
