/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "section_case.h"

#include <glib.h>
#include <string.h>

#include "domain/domain.h"
#include "qemu/recording.h"
#include "xml/document.h"

/* Returns: (borrowed) the recorded QEMU 7.2, loaded once. */
static const Capabilities *
recorded_qemu(void)
{
    static Capabilities *capabilities = NULL;
    g_autoptr(GError) error = NULL;

    if (capabilities == NULL)
        capabilities = recording_load(TESTS "/capabilities/qemu-7.2-ppc64.json", &error);
    g_assert_no_error(error);
    return capabilities;
}

/* Returns: (borrowed) the same on a host with KVM, read once. */
static const Capabilities *
recorded_kvm(void)
{
    static Capabilities *capabilities = NULL;
    g_autoptr(GError) error = NULL;

    if (capabilities == NULL)
        capabilities = recording_load(TESTS "/capabilities/qemu-7.2-ppc64-kvm-power9.json", &error);
    g_assert_no_error(error);
    return capabilities;
}

/* <memory> of the guest, not of <numatune>. */
static bool
has_memory(const char *xml)
{
    return strstr(xml, "<memory>") != NULL || strstr(xml, "<memory unit") != NULL ||
           strstr(xml, "<memory dumpCore") != NULL;
}

static char *
document_of(const SectionCase *row)
{
    const char *memory = has_memory(row->xml) ? "" : "<memory>524288</memory>";
    const char *os = strstr(row->xml, "<os>") == NULL ? "<os><type>hvm</type></os>" : "";
    const char *type = strstr(row->xml, "<!--kvm") != NULL ? "kvm" : "qemu";

    return g_strdup_printf("<domain type='%s'><name>guest</name>%s%s%s</domain>", type, memory, os,
                           row->xml);
}

static Domain *
parse(const SectionCase *row, Report *report)
{
    static const DeviceKind *const no_kinds[] = {NULL};
    static const XmlField nothing_refused[] = {XML_END};
    static const DeviceTable no_devices = {no_kinds, nothing_refused};
    g_autofree char *text = document_of(row);
    g_autoptr(XmlDocument) document = xml_document_parse(text, strlen(text), report);

    g_assert_nonnull(document);
    return domain_parse(xmlDocGetRootElement(document), &no_devices, true, report);
}

static void
complete_and_check(Domain *domain, const DomainContext *context, Report *report)
{
    for (size_t i = 0; i < domain_n_sections; i++)
        if (domain_sections[i].complete != NULL)
            domain_sections[i].complete(domain, context, report);
    for (size_t i = 0; i < domain_n_sections; i++)
        if (domain_sections[i].check != NULL)
            domain_sections[i].check(domain, context, report);
}

static void
compare_xml(const Domain *domain, const char *expected)
{
    g_autofree char *xml = domain_format(domain, DOMAIN_XML_SECURE);
    g_autoptr(GRegex) blanks = g_regex_new("\\n *", 0, 0, NULL);
    g_autofree char *text = g_regex_replace_literal(blanks, xml, -1, 0, "", 0, NULL);
    bool is_wanted = expected[0] != '!';

    if ((strstr(text, is_wanted ? expected : expected + 1) != NULL) != is_wanted)
        g_error("expected %s in %s", expected, text);
}

static void
compare_argv(const Domain *domain, const DomainContext *context, const char *expected)
{
    g_autoptr(Argv) argv = argv_new();
    g_autoptr(GString) text = g_string_new("\n");
    g_autofree char *line = g_strdup_printf("\n%s\n", expected);

    for (size_t i = 0; i < domain_n_sections; i++)
        if (domain_sections[i].argv != NULL)
            domain_sections[i].argv(domain, context, argv);
    for (unsigned i = 0; i < argv_n(argv); i++) {
        const char *value = argv_value(argv, i);

        g_string_append_printf(text, "%s%s%s\n", argv_option(argv, i), value != NULL ? " " : "",
                               value != NULL ? value : "");
    }
    if (strstr(text->str, line) == NULL)
        g_error("expected %s in %s", expected, text->str);
}

static bool
has_problem(const Report *report, ReportLevel level, const char *part)
{
    for (unsigned i = 0; i < report_n_problems(report); i++) {
        const Problem *problem = report_problem(report, i);

        if (problem->level == level && strstr(problem->message, part) != NULL)
            return true;
        g_test_message("%s", problem->message);
    }
    return false;
}

static void
test_case(gconstpointer argument)
{
    const SectionCase *row = argument;
    g_autoptr(Report) report = report_new();
    g_autoptr(Domain) domain = parse(row, report);
    DomainContext context = {.capabilities = recorded_qemu(), .state_directory = "/state"};
    const char *machine = domain->os.type.machine != NULL ? domain->os.type.machine : "pseries";

    if (strstr(row->xml, "<!--kvm host-->") != NULL)
        context.capabilities = recorded_kvm();
    machine = capabilities_resolve_machine(context.capabilities, machine, NULL);
    context.rules = machine_rules_find(machine_rules, machine);
    context.machine = capabilities_machine(context.capabilities, machine, NULL);
    complete_and_check(domain, &context, report);
    if (row->error != NULL)
        g_assert_true(has_problem(report, REPORT_ERROR, row->error));
    else if (report_n_errors(report) != 0)
        g_error("unexpected: %s", report_problem(report, 0)->message);
    if (row->warning != NULL)
        g_assert_true(has_problem(report, REPORT_WARNING, row->warning));
    if (row->completed != NULL)
        compare_xml(domain, row->completed);
    if (row->option != NULL)
        compare_argv(domain, &context, row->option);
}

void
section_case_add(const char *group, const SectionCase *cases, size_t n_cases)
{
    for (size_t i = 0; i < n_cases; i++) {
        g_autofree char *path = g_strdup_printf("/domain/%s/%s", group, cases[i].name);

        g_test_add_data_func(path, &cases[i], test_case);
    }
}
