/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/start_forecast.h"

#include <string.h>

#include "folder.h"
#include "host_tree.h"
#include "qemu/capabilities_build.h"
#include "recorded_plan.h"

/* What is said about guests before they start, on hosts of files. */

#define CARD HOST_TREE_CARD
#define SOURCE "<source><address type='pci' domain='2' bus='1' slot='0' function='0'/></source>"
#define PCI(managed)                                                                               \
    "<hostdev mode='subsystem' type='pci' managed='" managed                                       \
    "'><source><address domain='2' bus='1' slot='0' function='0'/></source></hostdev>"
#define NIC(managed) "<interface type='hostdev' managed='" managed "'>" SOURCE "</interface>"
#define NVME(managed)                                                                              \
    "<disk type='nvme'><driver name='qemu' type='raw'/><source type='pci' managed='" managed       \
    "' namespace='1'><address domain='2' bus='1' slot='0' function='0'/></source>"                 \
    "<target dev='vda' bus='virtio'/></disk>"
#define UNMANAGED "Unmanaged PCI device " CARD " must be manually detached from the host"
#define IN_USE                                                                                     \
    "PCI device " CARD " is in use by the host, whose network interface 'lo' has an address: "     \
    "take that away first"

/* Where the host of the tree is, as the planner's caller knows it. */
typedef enum { HERE, ELSEWHERE, UNKNOWN } Place;

static const struct {
    const char *name;
    void (*make)(const char *root);
    Place place;
    bool has_kvm;
    const char *devices;
    const char *other;  /* nullable: a guest that has the card */
    const char *wanted; /* in the one warning; NULL: there is none */
} cases[] = {
    {"absent", host_tree_without_card, HERE, true, PCI("yes"), NULL,
     "<source> of <hostdev>: the host has no PCI device '" CARD "'"},
    {"absent-nic", host_tree_without_card, HERE, true, NIC("yes"), NULL,
     "<source> of <interface>: the host has no PCI device '" CARD "'"},
    {"absent-drive", host_tree_without_card, HERE, true, NVME("yes"), NULL,
     "Device " CARD " not found: the host has no such PCI device"},
    {"absent-emulated", host_tree_without_card, HERE, false, PCI("yes"), NULL,
     "<source> of <hostdev>: the host has no PCI device '" CARD "'"},
    {"without-group", host_tree_without_group, HERE, true, PCI("yes"), NULL,
     "host device '" CARD "' has no IOMMU group"},
    {"bound", host_tree_bound, HERE, true, PCI("no"), NULL, NULL},
    {"of-another-guest", host_tree_bound, HERE, true, PCI("no"), "other",
     "PCI device " CARD " is in use by driver QEMU, domain other"},
    {"of-this-guest", host_tree_bound, HERE, true, PCI("no"), "guest", NULL},
    {"unbound", host_tree_unbound, HERE, true, PCI("no"), NULL, UNMANAGED},
    {"unbound-nic", host_tree_unbound, HERE, true, NIC("no"), NULL, UNMANAGED},
    {"unbound-drive", host_tree_unbound, HERE, true, NVME("no"), NULL, UNMANAGED},
    {"managed", host_tree_unbound, HERE, true, PCI("yes"), NULL, NULL},
    {"active", host_tree_active, HERE, true, PCI("yes"), NULL, IN_USE},
    {"active-nic", host_tree_active, HERE, true, NIC("yes"), NULL, IN_USE},
    {"active-elsewhere", host_tree_active, ELSEWHERE, true, PCI("yes"), NULL, NULL},
    {"emulated", host_tree_unbound, HERE, false, PCI("no"), NULL, NULL},
    {"emulated-elsewhere", host_tree_unbound, ELSEWHERE, false, PCI("no"), NULL, UNMANAGED},
    {"unknown", host_tree_unbound, UNKNOWN, true, PCI("no"), NULL, NULL},
};

static void
check_report(const Report *report, const char *wanted)
{
    const Problem *problem = NULL;

    g_assert_cmpuint(report_n_errors(report), ==, 0);
    g_assert_cmpuint(report_n_problems(report), ==, wanted != NULL ? 1 : 0);
    if (wanted == NULL)
        return;
    problem = report_problem(report, 0);
    g_assert_cmpuint(problem->line, >, 0);
    if (strstr(problem->message, wanted) == NULL)
        g_error("no \"%s\" in \"%s\"", wanted, problem->message);
}

static void
test_case(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    char *root = folder_new();
    const DriverConfig config = {.is_system = true, .sysfs = root};
    g_autoptr(Report) planning = report_new();
    g_autoptr(Report) report = report_new();
    g_autoptr(HostDevices) devices = host_devices_new();
    g_autoptr(Plan) plan =
        recorded_plan("<memory unit='GiB'>1</memory>", cases[i].devices, "", planning);
    const Passthrough passthrough = {.config = &config,
                                     .devices = devices,
                                     .guest = plan->domain,
                                     .is_other_host = cases[i].place == ELSEWHERE};

    cases[i].make(root);
    if (cases[i].other != NULL)
        host_devices_restore(devices, CARD, cases[i].other);
    /* The QEMU's answers are this program's own, see recorded_plan(). */
    capabilities_set_kvm((Capabilities *)plan->context.capabilities, cases[i].has_kvm,
                         cases[i].has_kvm);
    plan->context.sysfs = root;
    start_forecast(plan, cases[i].place == UNKNOWN ? NULL : &passthrough, report);
    check_report(report, cases[i].wanted);
    folder_remove(root);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/start_forecast/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    return g_test_run();
}
