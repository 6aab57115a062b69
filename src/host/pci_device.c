/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/pci_device.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/thread_role.h"

/* Returns: (owned) the path of @file (nullable) of the device. */
static char *
path_of(const char *sysfs, const char *name, const char *file)
{
    return g_build_filename(sysfs, "bus/pci/devices", name, file, NULL);
}

bool
pci_device_exists(const char *sysfs, const char *name)
{
    g_autofree char *path = path_of(sysfs, name, NULL);

    assert_may_block();
    return g_file_test(path, G_FILE_TEST_IS_DIR);
}

char *
pci_device_driver(const char *sysfs, const char *name)
{
    g_autofree char *path = path_of(sysfs, name, "driver");
    g_autofree char *target = NULL;

    assert_may_block();
    target = g_file_read_link(path, NULL);
    return target != NULL ? g_path_get_basename(target) : NULL;
}

bool
pci_device_is_for_vfio(const char *sysfs, const char *name)
{
    g_autofree char *driver = pci_device_driver(sysfs, name);
    g_autofree char *path = path_of(sysfs, name, "vfio-dev");

    /* Kernels before 6.1 have no such folder, nor variants that would need it. */
    return driver != NULL &&
           (g_str_equal(driver, VFIO_PCI_DRIVER) || g_file_test(path, G_FILE_TEST_IS_DIR));
}

bool
pci_device_is_harmless(const char *sysfs, const char *name)
{
    static const char *const harmless[] = {"pcieport", "shpchp", "pci-stub", NULL};
    g_autofree char *driver = pci_device_driver(sysfs, name);

    return driver == NULL || g_strv_contains(harmless, driver) ||
           pci_device_is_for_vfio(sysfs, name);
}

static gint
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
pci_device_group_members(const char *sysfs, const char *name)
{
    g_autofree char *path = path_of(sysfs, name, "iommu_group/devices");
    g_autoptr(GDir) folder = NULL;
    GPtrArray *members = g_ptr_array_new_with_free_func(g_free);
    const char *member = NULL;

    assert_may_block();
    folder = g_dir_open(path, 0, NULL);
    while (folder != NULL && (member = g_dir_read_name(folder)) != NULL)
        g_ptr_array_add(members, g_strdup(member));
    g_ptr_array_sort(members, compare_names);
    return members;
}

/* ---- changes */

/* Writes @text, which the kernel takes as a whole or not at all. */
static bool
write_file(const char *path, const char *text, GError **error)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t n_written = fd >= 0 ? write(fd, text, strlen(text)) : -1;
    int problem = n_written == (ssize_t)strlen(text) ? 0 : errno;

    if (fd >= 0)
        close(fd);
    if (problem == 0)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR, _("cannot write '%s' to '%s': %s"),
                text, path, g_strerror(problem));
    return false;
}

/* Says which driver alone may have the device; NULL: each that knows it. */
static bool
write_override(const char *sysfs, const char *name, const char *driver, GError **error)
{
    g_autofree char *path = path_of(sysfs, name, "driver_override");

    return write_file(path, driver != NULL ? driver : "\n", error);
}

/* Takes the device from the driver that has it. */
static bool
unbind(const char *sysfs, const char *name, GError **error)
{
    g_autofree char *link = path_of(sysfs, name, "driver");
    g_autofree char *path = g_build_filename(link, "unbind", NULL);

    return !g_file_test(link, G_FILE_TEST_EXISTS) || write_file(path, name, error);
}

/* Has the kernel look for a driver of a device that has none. */
static bool
probe(const char *sysfs, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(sysfs, "bus/pci/drivers_probe", NULL);

    return write_file(path, name, error);
}

/* Loads the module of @driver; without one the kernel will say that it has no such driver. */
static void
load_driver(const char *sysfs, const char *driver)
{
    g_autofree char *path = g_build_filename(sysfs, "bus/pci/drivers", driver, NULL);
    const char *const words[] = {"modprobe", "-b", "--", driver, NULL};
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_SILENCE);
    g_autoptr(GSubprocess) modprobe = NULL;

    if (g_file_test(path, G_FILE_TEST_IS_DIR))
        return;
    g_subprocess_launcher_setenv(launcher, "PATH", "/usr/sbin:/sbin:/usr/bin:/bin", TRUE);
    modprobe = g_subprocess_launcher_spawnv(launcher, words, NULL);
    if (modprobe != NULL)
        g_subprocess_wait(modprobe, NULL, NULL);
}

/* Returns: whether @driver (nullable: none) has the device now. */
static bool
check_driver(const char *sysfs, const char *name, const char *driver, GError **error)
{
    g_autofree char *found = pci_device_driver(sysfs, name);

    if (g_strcmp0(found, driver) == 0)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_SYSTEM_ERROR,
                _("host device '%s' should have driver '%s', and has '%s': the kernel's log says "
                  "why"),
                name, driver != NULL ? driver : "", found != NULL ? found : "");
    return false;
}

/* It becomes part of a path and a word of modprobe's. */
static bool
check_driver_name(const char *name, const char *driver, GError **error)
{
    size_t n_fitting = strspn(driver, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-");

    if (driver[0] != '\0' && driver[0] != '-' && driver[n_fitting] == '\0')
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_INVALID_ARG,
                _("driver '%s' for host device '%s' has not the name of one: letters, digits, '_' "
                  "and '-', as in 'vfio-pci'"),
                driver, name);
    return false;
}

bool
pci_device_bind(const char *sysfs, const char *name, const char *driver, GError **error)
{
    assert_may_block();
    if (!check_driver_name(name, driver, error))
        return false;
    load_driver(sysfs, driver);
    return write_override(sysfs, name, driver, error) && unbind(sysfs, name, error) &&
           probe(sysfs, name, error) && check_driver(sysfs, name, driver, error);
}

bool
pci_device_give_back(const char *sysfs, const char *name, const char *driver, GError **error)
{
    g_autofree char *found = pci_device_driver(sysfs, name);

    assert_may_block();
    if (!pci_device_exists(sysfs, name))
        return true;
    if (!write_override(sysfs, name, NULL, error))
        return false;
    if (g_strcmp0(found, driver) == 0)
        return true;
    return unbind(sysfs, name, error) && (driver == NULL || probe(sysfs, name, error)) &&
           check_driver(sysfs, name, driver, error);
}

bool
pci_device_release(const char *sysfs, const char *name, GError **error)
{
    bool is_for_vfio = pci_device_is_for_vfio(sysfs, name);

    assert_may_block();
    return write_override(sysfs, name, NULL, error) &&
           (!is_for_vfio || unbind(sysfs, name, error)) && probe(sysfs, name, error);
}

bool
pci_device_reset(const char *sysfs, const char *name, GError **error)
{
    g_autofree char *path = path_of(sysfs, name, "reset");
    g_autoptr(GError) problem = NULL;

    assert_may_block();
    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("Unable to reset PCI device %s: no FLR, PM reset or bus reset available"),
                    name);
    else if (!write_file(path, "1", &problem))
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("Unable to reset PCI device %s: %s"), name, problem->message);
    else
        return true;
    return false;
}
