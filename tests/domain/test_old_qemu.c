/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib.h>
#include <string.h>

#include "domain/domain.h"
#include "qemu/capabilities_build.h"
#include "xml/document.h"

/* Options that a QEMU does not know keep it from starting: what came with later ones must be absent
 * from the command line for an early one. */
typedef struct {
    const char *name;
    QemuVersion version;
    const char *ram_id;
    const char *present;
    const char *absent;
} Row;

static const Row rows[] = {
    {"memory is made by QEMU", {2, 9, 0}, NULL, "\n-m size=1048576k\n", "memory-backend"},
    {"memory is allocated by QEMU", {2, 9, 0}, NULL, "\n-mem-prealloc \n", "\"prealloc\""},
    {"memory is allocated by its backend", {5, 0, 0}, "some.ram", "prealloc=on", "-mem-prealloc"},
    {"memory is a backend", {5, 0, 0}, "some.ram", "memory-backend=some.ram\n", "ppc_spapr"},
    {"realtime", {2, 12, 0}, NULL, "\n-realtime mlock=off\n", "-overcommit"},
    {"overcommit", {3, 0, 0}, NULL, "\n-overcommit mem-lock=off\n", "-realtime"},
    {"no dies", {4, 0, 0}, NULL, "\n-smp 4,sockets=1,cores=4,threads=1\n", "dies"},
    {"dies", {4, 1, 0}, NULL, "\n-smp 4,sockets=1,dies=1,cores=4,threads=1\n", "-realtime"},
    {"no sandbox", {2, 10, 0}, NULL, "\n-msg timestamp=on\n", "-sandbox"},
    {"sandbox", {2, 11, 0}, NULL, "\n-sandbox on,obsolete=deny,", "-overcommit"},
};

/* Which QEMU a feature needs, and whether a machine that wants HTM is warned of. */
typedef struct {
    const char *name;
    const char *features;
    QemuVersion version;
    const char *problem; /* nullable: there is none */
} FeatureRow;

static const FeatureRow feature_rows[] = {
    {"htm too early", "<htm state='off'/>", {2, 9, 0}, "'htm' of <features> needs QEMU 2.11"},
    {"htm off", "<htm state='off'/>", {2, 12, 0}, NULL},
    {"hpt too early", "<hpt resizing='enabled'/>", {2, 9, 0}, "'hpt' of <features> needs"},
    {"page size too early",
     "<hpt><maxpagesize unit='KiB'>64</maxpagesize></hpt>",
     {2, 12, 0},
     "'hpt/maxpagesize' of <features> needs QEMU 3.0"},
    {"ccf-assist too early", "<ccf-assist state='on'/>", {3, 1, 0}, "needs QEMU 4.0"},
    {"nobody insists on HTM", "", {2, 9, 0}, NULL},
    {"HTM is insisted on", "", {2, 12, 0}, "add <htm state='off'/>"},
};

static Capabilities *
make_qemu(QemuVersion version, const char *ram_id)
{
    Capabilities *capabilities = capabilities_new();
    MachineFacts *facts = machine_facts_new("pseries-2.9");
    const MachineType machine = {.name = "pseries-2.9", .default_ram_id = ram_id, .cpu_max = 255};

    facts->default_cpu = g_strdup("power8_v2.0");
    facts->major_number = 2;
    facts->minor_number = 9;
    facts->is_pseries = true;
    capabilities_set_version(capabilities, version, "");
    capabilities_set_target(capabilities, "ppc64");
    capabilities_add_machine_type(capabilities, &machine);
    capabilities_add_cpu_model(capabilities, "POWER8", NULL);
    capabilities_take_facts(capabilities, facts);
    return capabilities;
}

/* Returns: (owned) the guest, completed and checked. */
static Domain *
plan(const char *features, const DomainContext *context, Report *report)
{
    static const DeviceKind *const no_kinds[] = {NULL};
    static const XmlField nothing_refused[] = {XML_END};
    static const DeviceTable no_devices = {no_kinds, nothing_refused};
    g_autofree char *text = g_strdup_printf(
        "<domain type='qemu'><name>g</name><memory unit='GiB'>1</memory>"
        "<memoryBacking><allocation mode='immediate'/></memoryBacking><vcpu>4</vcpu>"
        "<os><type>hvm</type></os><features>%s</features>"
        "<cpu><topology sockets='1' cores='4' threads='1'/></cpu><devices/></domain>",
        features);
    g_autoptr(XmlDocument) document = xml_document_parse(text, strlen(text), report);
    Domain *domain = domain_parse(xmlDocGetRootElement(document), &no_devices, true, report);

    for (size_t i = 0; i < domain_n_sections; i++)
        if (domain_sections[i].complete != NULL)
            domain_sections[i].complete(domain, context, report);
    for (size_t i = 0; i < domain_n_sections; i++)
        if (domain_sections[i].check != NULL)
            domain_sections[i].check(domain, context, report);
    return domain;
}

static DomainContext
context_of(const Capabilities *capabilities)
{
    return (DomainContext){
        .capabilities = capabilities,
        .machine = capabilities_machine(capabilities, "pseries-2.9", NULL),
        .rules = machine_rules_find(machine_rules, "pseries"),
        .state_directory = "/state",
    };
}

/* Returns: (owned) the options, each on a line. */
static char *
options_of(const Domain *domain, const DomainContext *context)
{
    g_autoptr(Argv) argv = argv_new();
    GString *text = g_string_new("\n");

    for (size_t i = 0; i < domain_n_sections; i++)
        if (domain_sections[i].argv != NULL)
            domain_sections[i].argv(domain, context, argv);
    for (unsigned i = 0; i < argv_n(argv); i++) {
        const char *value = argv_value(argv, i);

        g_string_append_printf(text, "%s %s\n", argv_option(argv, i), value != NULL ? value : "");
    }
    return g_string_free(text, FALSE);
}

static void
test_options(gconstpointer argument)
{
    const Row *row = argument;
    g_autoptr(Capabilities) capabilities = make_qemu(row->version, row->ram_id);
    const DomainContext context = context_of(capabilities);
    g_autoptr(Report) report = report_new();
    g_autoptr(Domain) domain = plan("", &context, report);
    g_autofree char *options = options_of(domain, &context);

    g_test_message("%s", options);
    g_assert_cmpuint(report_n_errors(report), ==, 0);
    g_assert_nonnull(strstr(options, row->present));
    g_assert_null(strstr(options, row->absent));
}

static void
test_feature(gconstpointer argument)
{
    const FeatureRow *row = argument;
    g_autoptr(Capabilities) capabilities = make_qemu(row->version, NULL);
    const DomainContext context = context_of(capabilities);
    g_autoptr(Report) report = report_new();
    g_autoptr(Domain) domain = plan(row->features, &context, report);
    bool has_found = false;

    g_assert_nonnull(domain);
    for (unsigned i = 0; i < report_n_problems(report); i++) {
        const char *message = report_problem(report, i)->message;

        g_test_message("%s", message);
        has_found |= row->problem != NULL && strstr(message, row->problem) != NULL;
    }
    g_assert_true(has_found == (report_n_problems(report) > 0));
    g_assert_true(has_found == (row->problem != NULL));
}

/* Whether a machine that has ACPI is told to do without. */
typedef struct {
    const char *name;
    const char *features;
    bool is_off;
} AcpiRow;

static const AcpiRow acpi_rows[] = {
    {"no acpi", "", true},
    {"acpi", "<acpi/>", false},
};

static void
test_acpi(gconstpointer argument)
{
    const AcpiRow *row = argument;
    g_autoptr(Capabilities) capabilities = make_qemu((QemuVersion){7, 2, 0}, NULL);
    MachineRules rules = *machine_rules_find(machine_rules, "pseries");
    DomainContext context = context_of(capabilities);
    g_autoptr(Report) report = report_new();
    g_autoptr(Domain) domain = plan(row->features, &context, report);
    g_autofree char *options = NULL;

    rules.has_acpi = true;
    context.rules = &rules;
    options = options_of(domain, &context);
    g_test_message("%s", options);
    g_assert_cmpint(strstr(options, ",acpi=off\n") != NULL, ==, row->is_off);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strdup_printf("/domain/old_qemu/%s", rows[i].name);

        g_test_add_data_func(path, &rows[i], test_options);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(feature_rows); i++) {
        g_autofree char *path = g_strdup_printf("/domain/old_qemu/%s", feature_rows[i].name);

        g_test_add_data_func(path, &feature_rows[i], test_feature);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(acpi_rows); i++) {
        g_autofree char *path = g_strdup_printf("/domain/old_qemu/%s", acpi_rows[i].name);

        g_test_add_data_func(path, &acpi_rows[i], test_acpi);
    }
    return g_test_run();
}
