/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/passthrough.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <sys/stat.h>

#include "address/iommu.h"
#include "base/error.h"
#include "domain/domain_walk.h"
#include "host/pci_device.h"
#include "host/pci_use.h"

/* A device on its way to a guest. */
typedef struct {
    const Passthrough *passthrough;
    const PassthroughPci *pci;
    const char *sysfs;
    char *name;         /* (owned) */
    int group;          /* of VFIO; -1: none */
    GPtrArray *members; /* (owned) of the group */
} Passing;

static void
passing_clear(Passing *passing)
{
    g_free(passing->name);
    g_ptr_array_unref(passing->members);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Passing, passing_clear)

static Passing
passing_of(const Passthrough *passthrough, const PassthroughPci *pci)
{
    Passing passing = {.passthrough = passthrough, .pci = pci};

    passing.sysfs = passthrough->config->sysfs;
    passing.name = host_pci_name(pci->at);
    passing.group = iommu_group_of(passing.sysfs, pci->at);
    passing.members = pci_device_group_members(passing.sysfs, passing.name);
    return passing;
}

static bool
check_exists(const Passing *passing, GError **error)
{
    if (!pci_device_exists(passing->sysfs, passing->name))
        g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                    _("Device %s not found: the host has no such PCI device"), passing->name);
    else if (passing->group < 0)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("host device '%s' has no IOMMU group: VFIO gives out groups alone, and the "
                      "host makes them with its IOMMU switched on"),
                    passing->name);
    else
        return true;
    return false;
}

/* ---- the way back: "NAME DRIVER GUEST" */

enum { STEP_NAME, STEP_DRIVER, STEP_GUEST, N_STEP_WORDS };
static const char no_driver[] = "-";

static void
note_step(const Passthrough *passthrough, const char *name, const char *driver, bool is_bound)
{
    g_autofree char *key = g_strdup_printf("%s %s %s", name, driver != NULL ? driver : no_driver,
                                           passthrough->guest->name);

    undo_add(passthrough->undo,
             &(UndoStep){UNDO_HOST_DEVICE, key, {[PASSTHROUGH_IS_BOUND] = is_bound}});
}

static void
note(const Passing *passing, const char *driver, bool is_bound)
{
    note_step(passing->passthrough, passing->name, driver, is_bound);
}

bool
passthrough_claim(const Passthrough *passthrough, const HostDeviceName *device, GError **error)
{
    if (!host_devices_claim(passthrough->devices, device, NULL, passthrough->guest->name, error))
        return false;
    note_step(passthrough, device->name, NULL, false);
    return true;
}

/* Returns: (owned, nullable) the words of @step; NULL when it has not as many as it should. */
static char **
words_of(const UndoStep *step)
{
    g_auto(GStrv) words = g_strsplit(step->key, " ", N_STEP_WORDS);

    return g_strv_length(words) == N_STEP_WORDS ? g_steal_pointer(&words) : NULL;
}

bool
passthrough_give_back(HostDevices *devices, const char *sysfs, const UndoStep *step, GError **error)
{
    g_auto(GStrv) words = words_of(step);
    const char *driver = NULL;
    bool is_back = true;

    if (words == NULL)
        return true;
    driver = g_str_equal(words[STEP_DRIVER], no_driver) ? NULL : words[STEP_DRIVER];
    if (step->numbers[PASSTHROUGH_IS_BOUND] != 0)
        is_back = pci_device_give_back(sysfs, words[STEP_NAME], driver, error);
    host_devices_release(devices, words[STEP_NAME]);
    return is_back;
}

void
passthrough_restore(HostDevices *devices, const UndoStep *step)
{
    g_auto(GStrv) words = words_of(step);

    if (words != NULL)
        host_devices_restore(devices, words[STEP_NAME], words[STEP_GUEST]);
}

/* ---- the driver */

static bool
check_rights(const Passing *passing, GError **error)
{
    if (passing->passthrough->config->is_system)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("managed='yes' of host device '%s': a session's daemon may not take devices from "
                  "the host's drivers; use pseries:///system, or bind the device to vfio-pci "
                  "beforehand"),
                passing->name);
    return false;
}

/* What other hosts do with their devices is in no copy of their sysfs. */
static bool
check_use(const Passing *passing, GError **error)
{
    return passing->passthrough->is_other_host ||
           pci_use_check(passing->sysfs, "/proc", passing->name, error);
}

/* Whether VFIO has the device, or may be given it. */
static bool
check_driver(const Passing *passing, GError **error)
{
    if (pci_device_is_for_vfio(passing->sysfs, passing->name))
        return true;
    if (passing->pci->is_managed)
        return check_rights(passing, error) && check_use(passing, error);
    g_set_error(error, PSERIES_ERROR, VIR_ERR_OPERATION_INVALID,
                _("Unmanaged PCI device %s must be manually detached from the host"),
                passing->name);
    return false;
}

/* Takes the device from its driver, unless VFIO has it, after that has been written down. */
static bool
take(const Passing *passing, GError **error)
{
    const char *wanted = passing->pci->driver != NULL ? passing->pci->driver : VFIO_PCI_DRIVER;
    g_autofree char *driver = pci_device_driver(passing->sysfs, passing->name);
    bool is_bound = pci_device_is_for_vfio(passing->sysfs, passing->name);

    note(passing, is_bound ? NULL : driver, !is_bound);
    return is_bound || (undo_write(passing->passthrough->undo, error) &&
                        pci_device_bind(passing->sysfs, passing->name, wanted, error));
}

/* ---- the group */

/* Returns: whether the guest gets the host's device @name, too. */
static bool
is_of_guest(const Domain *guest, const char *name)
{
    DOMAIN_EACH_DEVICE(const Device, device, guest) {
        const HostPciAddress *at =
            device->kind->host_pci != NULL ? device->kind->host_pci(device) : NULL;
        g_autofree char *other = at != NULL ? host_pci_name(at) : NULL;

        if (g_strcmp0(other, name) == 0)
            return true;
    }
    return false;
}

/* VFIO gives out a group only if no driver of the host has any of its devices. */
static bool
check_group(const Passing *passing, GError **error)
{
    for (guint i = 0; i < passing->members->len; i++) {
        const char *member = g_ptr_array_index(passing->members, i);
        g_autofree char *driver = pci_device_driver(passing->sysfs, member);

        if (pci_device_is_harmless(passing->sysfs, member) ||
            is_of_guest(passing->passthrough->guest, member))
            continue;
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("host device '%s' cannot be passed through: device '%s' of the same IOMMU "
                      "group %d belongs to the host's driver '%s'; pass it through as well, or "
                      "detach it from the host"),
                    passing->name, member, passing->group, driver != NULL ? driver : "");
        return false;
    }
    return true;
}

/* Everybody may open the node of VFIO itself on most hosts. */
static void
add_container(ImageFiles *files)
{
    const mode_t everybody = S_IROTH | S_IWOTH;
    struct stat facts;

    if (stat("/dev/vfio/vfio", &facts) == 0 && (facts.st_mode & everybody) != everybody)
        image_files_add(files, "/dev/vfio/vfio");
}

/* ---- the whole */

/* What the host has against it, other guests apart. */
static bool
check_host(const Passing *passing, GError **error)
{
    return check_exists(passing, error) && check_driver(passing, error) &&
           check_group(passing, error);
}

bool
passthrough_check_pci(const Passthrough *passthrough, const PassthroughPci *pci, GError **error)
{
    g_auto(Passing) passing = passing_of(passthrough, pci);
    const HostDeviceName device = {HOST_DEVICE_PCI, passing.name};

    return host_devices_check(passthrough->devices, &device, passing.members,
                              passthrough->guest->name, error) &&
           check_host(&passing, error);
}

ImageFiles *
passthrough_prepare_pci(const Passthrough *passthrough, const PassthroughPci *pci, GError **error)
{
    g_auto(Passing) passing = passing_of(passthrough, pci);
    const HostDeviceName device = {HOST_DEVICE_PCI, passing.name};
    g_autoptr(ImageFiles) files = NULL;
    g_autofree char *node = g_strdup_printf("/dev/vfio/%d", passing.group);

    if (!host_devices_claim(passthrough->devices, &device, passing.members,
                            passthrough->guest->name, error))
        return NULL;
    if (!check_host(&passing, error)) {
        note(&passing, NULL, false);
        return NULL;
    }
    if (!take(&passing, error))
        return NULL;
    files = image_files_new();
    add_container(files);
    image_files_add(files, node);
    return g_steal_pointer(&files);
}
