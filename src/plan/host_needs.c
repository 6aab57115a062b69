/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "plan/host_needs.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>
#include <unistd.h>

#include "address/iommu.h"
#include "devices/memory_module.h"
#include "domain/domain_walk.h"
#include "domain/features.h"
#include "domain/machine_extension.h"
#include "domain/number_set.h"
#include "qemu/kvm_needs.h"

/* One check of a guest. */
typedef struct {
    const Domain *domain;
    const char *sysfs;
    Report *report;
} Search;

/* Folders of numbered things, as in "devices/system/node/node8". */
typedef struct {
    const char *folder; /* below sysfs */
    const char *prefix;
} Numbered;

static const Numbered nodes = {"devices/system/node", "node"};
static const Numbered cpus = {"devices/system/cpu", "cpu"};

static bool
has_number(const Search *search, const Numbered *kind, unsigned number)
{
    g_autofree char *name = g_strdup_printf("%s%u", kind->prefix, number);
    g_autofree char *path = g_build_filename(search->sysfs, kind->folder, name, NULL);

    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* Whether the tree tells of such things at all: it always has the first one then. */
static bool
is_told(const Search *search, const Numbered *kind)
{
    return has_number(search, kind, 0);
}

/* @where: the element and attribute, for the message. */
static void
check_nodes(const Search *search, const char *set, const char *where, unsigned line)
{
    g_autoptr(GArray) numbers = number_set_list(set);

    for (guint i = 0; i < numbers->len && is_told(search, &nodes); i++)
        if (!has_number(search, &nodes, g_array_index(numbers, guint, i)))
            report_error(search->report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                         _("'%s' of %s: the host has no NUMA node %u; %s/%s has its nodes"), set,
                         where, g_array_index(numbers, guint, i), search->sysfs, nodes.folder);
}

/* The kernel leaves out CPUs that it has not; none must not be left. */
static void
check_cpus(const Search *search, const char *set, const char *where, unsigned line)
{
    g_autoptr(GArray) numbers = number_set_list(set);

    if (set == NULL || !is_told(search, &cpus))
        return;
    for (guint i = 0; i < numbers->len; i++)
        if (has_number(search, &cpus, g_array_index(numbers, guint, i)))
            return;
    report_error(search->report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                 _("'%s' of %s: the host has none of these CPUs; %s/%s has its CPUs"), set, where,
                 search->sysfs, cpus.folder);
}

static void
check_numa_tune(const Search *search)
{
    const NumaTune *tune = &search->domain->memory.numatune;

    check_nodes(search, tune->memory.nodeset, "<numatune><memory nodeset>", search->domain->line);
    for (guint i = 0; tune->nodes != NULL && i < tune->nodes->len; i++) {
        const NumaTuneNode *node = g_ptr_array_index(tune->nodes, i);

        check_nodes(search, node->nodeset, "<numatune><memnode nodeset>", node->line);
    }
}

static void
check_pins(const Search *search, const GPtrArray *pins, const char *where)
{
    for (guint i = 0; pins != NULL && i < pins->len; i++) {
        const ThreadPin *pin = g_ptr_array_index(pins, i);

        check_cpus(search, pin->cpuset, where, pin->line);
    }
}

static void
check_all_pins(const Search *search)
{
    const Domain *domain = search->domain;
    const DomainCpuTune *tune = domain->cputune;

    check_cpus(search, domain->vcpu.cpuset, "<vcpu cpuset>", domain->vcpu.line);
    if (tune == NULL)
        return;
    check_cpus(search, tune->emulator_pin.cpuset, "<emulatorpin cpuset>", domain->line);
    check_pins(search, tune->vcpu_pins, "<vcpupin cpuset>");
    check_pins(search, tune->iothread_pins, "<iothreadpin cpuset>");
}

static uint64_t
count_in(const char *folder, const char *file)
{
    g_autofree char *path = g_build_filename(folder, file, NULL);
    g_autofree char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? g_ascii_strtoull(text, NULL, 10) : 0;
}

/* Pages that are there, or that the kernel may make when they are wanted. */
static void
check_page_size(const Search *search, uint64_t kib, const char *where, unsigned line)
{
    g_autofree char *sizes = g_build_filename(search->sysfs, "kernel/mm/hugepages", NULL);
    g_autofree char *name = g_strdup_printf("hugepages-%" PRIu64 "kB", kib);
    g_autofree char *folder = g_build_filename(sizes, name, NULL);

    /* Pages of the size that the host always has are no huge ones. */
    if (!g_file_test(sizes, G_FILE_TEST_IS_DIR) || kib == (uint64_t)sysconf(_SC_PAGESIZE) / 1024)
        return;
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
        report_error(search->report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("%s: the host has no pages of %" PRIu64 " KiB; %s has its sizes"), where,
                     kib, sizes);
    else if (count_in(folder, "free_hugepages") == 0 &&
             count_in(folder, "nr_overcommit_hugepages") == 0)
        report_error(search->report, VIR_ERR_CONFIG_UNSUPPORTED, line,
                     _("%s: no page of %" PRIu64 " KiB is free on the host: write how "
                       "many there are to be into %s/nr_hugepages"),
                     where, kib, folder);
}

static void
check_huge_pages(const Search *search)
{
    const MemoryBacking *backing = &search->domain->memory.backing;
    const GPtrArray *pages = backing->huge_pages != NULL ? backing->huge_pages->pages : NULL;

    for (guint i = 0; pages != NULL && i < pages->len; i++) {
        const HugePage *page = g_ptr_array_index(pages, i);

        if (page->kib.is_set)
            check_page_size(search, page->kib.value, "<hugepages>", page->line);
    }
}

static void
check_modules(const Search *search)
{
    DOMAIN_EACH(const MemoryModule, module, search->domain, &memory_module_kind) {
        OptionalUint page_kib = module->source.page_size.kib;

        check_nodes(search, module->source.nodemask, "<nodemask> of <memory>", module->device.line);
        if (page_kib.is_set)
            check_page_size(search, page_kib.value, "<pagesize> of <memory>", module->device.line);
    }
}

static void
check_pci_device(const Search *search, const Device *device)
{
    const HostPciAddress *at =
        device->kind->host_pci != NULL ? device->kind->host_pci(device) : NULL;
    g_autofree char *all = g_build_filename(search->sysfs, "bus/pci/devices", NULL);
    g_autofree char *path = at != NULL ? host_pci_path(search->sysfs, at, NULL) : NULL;
    g_autofree char *name = at != NULL ? host_pci_name(at) : NULL;

    if (at != NULL && g_file_test(all, G_FILE_TEST_IS_DIR) &&
        !g_file_test(path, G_FILE_TEST_EXISTS))
        report_error(search->report, VIR_ERR_CONFIG_UNSUPPORTED, device->line,
                     _("<source> of <%s>: the host has no PCI device '%s'; %s has its devices"),
                     device_name(device), name, all);
}

/* A need of KVM that a guest may have met. */
typedef struct {
    const KvmNeed *need;
    bool is_stated;
} NeedSearch;

static void
compare_need(const char *name, const char *value, void *user)
{
    NeedSearch *search = user;

    (void)value; /* what the document states is its own affair */
    search->is_stated |= g_str_equal(name, search->need->name);
}

static void
check_kvm_needs(const Search *search, const Plan *plan)
{
    const GPtrArray *needs = plan->context.machine->kvm_needs;

    for (guint i = 0; needs != NULL && search->domain->type == VIRT_KVM && i < needs->len; i++) {
        NeedSearch at = {.need = g_ptr_array_index(needs, i)};
        g_autofree char *element = NULL;

        features_visit_capabilities(plan->domain, &plan->context, compare_need, &at);
        if (at.is_stated)
            continue;
        element = machine_extension_element(at.need->name, at.need->value);
        report_error(search->report, VIR_ERR_CONFIG_UNSUPPORTED, search->domain->line,
                     _("KVM of this host does not start machine '%s' with its default of '%s': "
                       "give the guest %s"),
                     plan->context.machine->name, at.need->name, element);
    }
}

void
host_needs_check(const Plan *plan, Report *report)
{
    const Search search = {plan->domain, plan->context.sysfs, report};

    check_numa_tune(&search);
    check_all_pins(&search);
    check_huge_pages(&search);
    check_modules(&search);
    check_kvm_needs(&search, plan);
    DOMAIN_EACH_DEVICE(const Device, device, plan->domain)
        check_pci_device(&search, device);
}
