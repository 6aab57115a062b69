/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is said of a guest that names what the host has not. */
#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "domain/host_features.h"
#include "plan/host_needs.h"
#include "plan/startable.h"
#include "qemu/capabilities_build.h"
#include "qemu/kvm_needs.h"
#include "recorded_plan.h"

/* What the host has: a file each, with its contents. */
static const struct {
    const char *path, *text;
} host[] = {
    {"devices/system/node/node0/meminfo", ""},
    {"devices/system/node/node1/meminfo", ""},
    {"devices/system/cpu/cpu0/online", "1\n"},
    {"devices/system/cpu/cpu3/online", "1\n"},
    {"kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "7\n"},
    {"kernel/mm/hugepages/hugepages-2048kB/nr_overcommit_hugepages", "0\n"},
    {"kernel/mm/hugepages/hugepages-16384kB/free_hugepages", "0\n"},
    {"kernel/mm/hugepages/hugepages-16384kB/nr_overcommit_hugepages", "0\n"},
    {"kernel/mm/hugepages/hugepages-1048576kB/free_hugepages", "0\n"},
    {"kernel/mm/hugepages/hugepages-1048576kB/nr_overcommit_hugepages", "2\n"},
    {"bus/pci/devices/0001:0c:00.0/vendor", "0x1014\n"},
};

#define TUNE(nodeset) "<numatune><memory mode='strict' nodeset='" nodeset "'/></numatune>"
#define PAGES(size)                                                                                \
    "<memoryBacking><hugepages><page size='" size "' unit='KiB'/></hugepages></memoryBacking>"
#define PINS(pins) "<cputune>" pins "</cputune>"
#define CELL                                                                                       \
    "<maxMemory slots='2' unit='GiB'>4</maxMemory>"                                                \
    "<cpu><numa><cell id='0' cpus='0' memory='1' unit='GiB'/></numa></cpu>"
#define MODULE(size, node)                                                                         \
    "<memory model='dimm'><source><pagesize unit='KiB'>" size "</pagesize><nodemask>" node         \
    "</nodemask></source><target><size unit='MiB'>512</size><node>0</node></target></memory>"
#define AT(function) "<address domain='1' bus='0x0c' slot='0' function='" function "'/>"
#define PASSED(function)                                                                           \
    "<hostdev mode='subsystem' type='pci'><source>" AT(function) "</source></hostdev>"
#define NIC(function)                                                                              \
    "<interface type='hostdev'><source><address type='pci' domain='1' bus='0x0c' slot='0' "        \
    "function='" function "'/></source></interface>"

static const struct {
    const char *name;
    const char *head, *devices;
    const char *words; /* of the one problem; NULL: there is none */
} cases[] = {
    {"nothing", "", "", NULL},
    {"nodes", TUNE("0-1"), "", NULL},
    {"node", TUNE("1,8"), "", "'1,8' of <numatune><memory nodeset>: the host has no NUMA node 8"},
    {"cpus", PINS("<vcpupin vcpu='0' cpuset='0-7'/>"), "", NULL},
    {"cpu", PINS("<vcpupin vcpu='0' cpuset='1-2'/>"), "",
     "'1-2' of <vcpupin cpuset>: the host has none of these CPUs"},
    {"emulator", PINS("<emulatorpin cpuset='9'/>"), "", "'9' of <emulatorpin cpuset>"},
    {"pages", PAGES("2048"), "", NULL},
    {"pages that may be made", PAGES("1048576"), "", NULL},
    {"pages of no such size", PAGES("65536"), "", "the host has no pages of 65536 KiB"},
    {"no pages", PAGES("16384"), "", "no page of 16384 KiB is free on the host"},
    {"pages of a module", CELL, MODULE("2048", "0"), NULL},
    {"pages of a module of no such size", CELL, MODULE("64", "0"),
     "<pagesize> of <memory>: the host has no pages of 64 KiB"},
    {"no pages of a module", CELL, MODULE("16384", "1"),
     "<pagesize> of <memory>: no page of 16384 KiB is free on the host"},
    {"node of a module", CELL, MODULE("2048", "8"),
     "'8' of <nodemask> of <memory>: the host has no NUMA node 8"},
    {"device", "", PASSED("0"), NULL},
    {"no device", "", PASSED("1"), "<hostdev>: the host has no PCI device '0001:0c:00.1'"},
    {"no NIC", "", NIC("2"), "<interface>: the host has no PCI device '0001:0c:00.2'"},
};

static char *
make_host(void)
{
    g_autoptr(GError) error = NULL;
    char *sysfs = g_dir_make_tmp("pseries-XXXXXX", &error);

    g_assert_no_error(error);
    for (size_t i = 0; i < G_N_ELEMENTS(host); i++) {
        g_autofree char *path = g_build_filename(sysfs, host[i].path, NULL);
        g_autofree char *folder = g_path_get_dirname(path);

        g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
        g_file_set_contents(path, host[i].text, -1, &error);
        g_assert_no_error(error);
    }
    return sysfs;
}

static void
remove_host(const char *sysfs)
{
    for (size_t i = 0; i < G_N_ELEMENTS(host); i++) {
        g_autofree char *path = g_build_filename(sysfs, host[i].path, NULL);

        g_unlink(path);
        while (!g_str_equal(path, sysfs)) {
            char *end = strrchr(path, '/');

            *end = '\0';
            g_rmdir(path);
        }
    }
}

static Plan *
plan_of(size_t i)
{
    g_autoptr(Report) report = report_new();
    g_autofree char *head = g_strconcat("<memory unit='MiB'>512</memory>", cases[i].head, NULL);

    return recorded_plan(head, cases[i].devices, "", report);
}

static void
test_case(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autofree char *sysfs = make_host();
    g_autoptr(Report) report = report_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Plan) plan = plan_of(i);

    plan->context.sysfs = sysfs;
    host_needs_check(plan, report);
    g_assert_cmpuint(report_n_problems(report), ==, cases[i].words != NULL ? 1 : 0);
    g_assert_cmpint(startable_check(plan, &error), ==, cases[i].words == NULL);
    remove_host(sysfs);
    if (cases[i].words == NULL)
        return;
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED);
    g_assert_nonnull(strstr(error->message, cases[i].words));
}

/* A tree that does not tell is no reason to miss anything. */
static void
test_no_tree(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Report) report = report_new();
        g_autoptr(Plan) plan = plan_of(i);

        host_needs_check(plan, report);
        g_assert_cmpuint(report_n_problems(report), ==, 0);
    }
}

/* Of a host whose KVM has no mitigations and pages of 4 KiB. */
static const struct {
    const char *name, *features;
    VirtType type;
    unsigned n_problems;
    const char *words; /* of the first problem, nullable */
} kvm_cases[] = {
    {"defaults", "", VIRT_KVM, 3,
     "does not start machine 'pseries-7.2' with its default of 'cap-cfpc': give the guest "
     "<features><cfpc value='broken'/>"},
    {"one is met", "<features><cfpc value='broken'/></features>", VIRT_KVM, 2,
     "give the guest <features><hpt><maxpagesize unit='KiB'>4</maxpagesize></hpt>"},
    {"two are met",
     "<features><cfpc value='broken'/><hpt><maxpagesize "
     "unit='KiB'>4</maxpagesize></hpt></features>",
     VIRT_KVM, 1, "give the guest <pseries:machine><pseries:capability name='cap-x' value='off'/>"},
    {"emulated", "", VIRT_QEMU, 0, NULL},
};

static void
test_kvm(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autofree char *head =
        g_strconcat("<memory unit='MiB'>512</memory>", kvm_cases[i].features, NULL);
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan = recorded_plan(head, "", "", report);
    g_autoptr(MachineFacts) machine = machine_facts_copy(plan->context.machine);
    g_autoptr(GError) error = NULL;

    machine->kvm_needs = kvm_needs_new();
    kvm_needs_add(machine->kvm_needs, "cap-cfpc", "broken");
    kvm_needs_add(machine->kvm_needs, "cap-hpt-max-page-size", "4k");
    kvm_needs_add(machine->kvm_needs, "cap-x", "off");
    plan->context.machine = machine;
    plan->domain->type = kvm_cases[i].type;
    g_clear_pointer(&report, report_free);
    report = report_new();
    host_needs_check(plan, report);
    g_assert_cmpuint(report_n_problems(report), ==, kvm_cases[i].n_problems);
    g_assert_cmpint(startable_check(plan, &error), ==, kvm_cases[i].n_problems == 0);
    if (kvm_cases[i].words != NULL)
        g_assert_nonnull(strstr(error->message, kvm_cases[i].words));
}

/* <pseries:machine defaults='host'> writes what is needed, leaves what is stated, and knows no word
 * for what libvirt has none for. */
static void
test_host_defaults(void)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(Plan) plan = recorded_plan("<memory unit='MiB'>512</memory><features><sbbc "
                                         "value='workaround'/></features>",
                                         "", "", report);
    g_autoptr(MachineFacts) machine = machine_facts_copy(plan->context.machine);
    const DomainFeatures *features = &plan->domain->features;

    machine->kvm_needs = kvm_needs_new();
    kvm_needs_add(machine->kvm_needs, "cap-cfpc", "broken");
    kvm_needs_add(machine->kvm_needs, "cap-sbbc", "broken");
    kvm_needs_add(machine->kvm_needs, "cap-ccf-assist", "off");
    kvm_needs_add(machine->kvm_needs, "cap-hpt-max-page-size", "4k");
    kvm_needs_add(machine->kvm_needs, "cap-x", "off");
    plan->context.machine = machine;
    plan->context.takes_host_defaults = true;
    host_features_take(plan->domain, &plan->context);
    g_assert_cmpint((int)features->cfpc.value, ==, MITIGATION_NONE); /* it is emulated */
    plan->domain->type = VIRT_KVM;
    host_features_take(plan->domain, &plan->context);
    g_assert_cmpint((int)features->cfpc.value, ==, MITIGATION_BROKEN);
    g_assert_cmpint((int)features->sbbc.value, ==, MITIGATION_WORKAROUND);
    g_assert_cmpint((int)features->ccf_assist.state, ==, TRISTATE_NO);
    g_assert_cmpuint((unsigned)features->hpt.max_page_size.kib.value, ==, 4);
    g_assert_cmpint((int)features->htm.state, ==, TRISTATE_ABSENT);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/host_needs/no tree", test_no_tree);
    g_test_add_func("/host_needs/host defaults", test_host_defaults);
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/host_needs/", cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_case);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(kvm_cases); i++) {
        g_autofree char *path = g_strconcat("/host_needs/kvm/", kvm_cases[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_kvm);
    }
    return g_test_run();
}
