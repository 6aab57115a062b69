/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "device_case.h"

#include <glib.h>
#include <string.h>

#include "devices/controller.h"
#include "devices/device_kinds.h"
#include "domain/device_names.h"
#include "domain/domain_walk.h"
#include "qemu/recording.h"
#include "xml/document.h"

/* A guest that has nothing but its devices, and what became of them. */
typedef struct {
    Domain domain;
    DomainContext context;
    Report *report;
    const DeviceKind *kind;
} Bench;

static const DeviceKind *
find_kind(const char *element)
{
    for (size_t i = 0; device_kinds[i] != NULL; i++)
        if (g_str_equal(device_kinds[i]->binding->element, element))
            return device_kinds[i];
    g_assert_not_reached();
}

static void
add_snippet(Bench *bench, const char *xml)
{
    const XmlContext context = {.report = bench->report, .is_strict = true};
    g_autofree char *text = g_strdup_printf("<devices>%s</devices>", xml);
    g_autoptr(XmlDocument) document = xml_document_parse(text, strlen(text), bench->report);

    g_assert_nonnull(document);
    for (xmlNodePtr node = xmlDocGetRootElement(document)->children; node != NULL;
         node = node->next) {
        Device *device = device_new(find_kind((const char *)node->name));

        xml_binding_parse(device->kind->binding, node, device, &context);
        domain_add_device(&bench->domain, device);
    }
}

static void
prepare(Bench *bench, const DeviceCase *row)
{
    bench->domain.devices = g_ptr_array_new();
    bench->domain.index = device_index_new();
    add_snippet(bench, "<controller type='pci' index='0' model='pci-root'/>");
    if (strstr(row->xml, "<controller") == NULL)
        add_snippet(bench, "<controller type='usb' index='0' model='qemu-xhci'/>");
    add_snippet(bench, row->xml);
}

/* The steps of src/plan, for the kinds that belong together: a display needs its audio. */
static void
run(Bench *bench)
{
    Domain *domain = &bench->domain;

    find_kind("audio")->add_implicit(domain, &bench->context);
    if (bench->kind->add_implicit != NULL)
        bench->kind->add_implicit(domain, &bench->context);
    DOMAIN_EACH(Device, device, domain, bench->kind)
        if (bench->kind->complete != NULL)
            bench->kind->complete(device, domain, &bench->context, bench->report);
    if (bench->kind->arrange != NULL)
        bench->kind->arrange(domain, true);
    DOMAIN_EACH(const Device, device, domain, bench->kind)
        if (bench->kind->check != NULL)
            bench->kind->check(device, domain, &bench->context, bench->report);
    if (bench->kind->check_all != NULL)
        bench->kind->check_all(domain, &bench->context, bench->report);
}

static void
set_ids(Bench *bench)
{
    if (bench->kind->number_all != NULL)
        bench->kind->number_all(&bench->domain);
    device_names_assign(&bench->domain);
}

/* Returns: (owned) the elements of the kind, without blanks between them. */
static char *
completed_text(const Bench *bench)
{
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = xml_writer_new(&buffer);
    g_autofree char *text = NULL;
    g_autoptr(GRegex) blanks = g_regex_new("\\n *", 0, 0, NULL);

    DOMAIN_EACH(const Device, device, &bench->domain, bench->kind)
        xml_binding_format(bench->kind->binding, NULL, device, writer, NULL);
    text = xml_writer_finish(writer, buffer);
    return g_regex_replace_literal(blanks, text, -1, 0, "", 0, NULL);
}

/* A part is its option's name and its object: "device {...}". */
static void
append_parts(GString *text, const PartList *parts)
{
    for (unsigned i = 0; i < part_list_n(parts); i++) {
        const Part *part = part_list_get(parts, i);
        g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
        g_autofree char *object = NULL;

        json_node_set_object(node, part->options);
        object = json_to_string(node, FALSE);
        g_string_append_printf(text, "%s %s\n", part_class_option(part->class) + 1, object);
    }
}

static void
append_argv(GString *text, const Argv *argv)
{
    for (unsigned i = 0; i < argv_n(argv); i++)
        g_string_append_printf(text, "%s %s\n", argv_option(argv, i), argv_value(argv, i));
}

/* Returns: (owned) the parts, a line each. */
static char *
parts_text(const Bench *bench)
{
    g_autoptr(PartList) parts = part_list_new();
    g_autoptr(Argv) argv = argv_new();
    GString *text = g_string_new(NULL);

    DOMAIN_EACH(const Device, device, &bench->domain, bench->kind) {
        if (bench->kind->parts != NULL)
            bench->kind->parts(device, &bench->domain, &bench->context, parts);
        if (bench->kind->argv != NULL)
            bench->kind->argv(device, &bench->domain, &bench->context, argv);
    }
    append_parts(text, parts);
    append_argv(text, argv);
    return g_string_free(text, FALSE);
}

static void
compare_problems(const Bench *bench, const DeviceCase *row)
{
    bool has_found = false;

    for (unsigned i = 0; i < report_n_problems(bench->report); i++) {
        const Problem *problem = report_problem(bench->report, i);

        if (problem->level != REPORT_ERROR)
            continue;
        if (row->error == NULL)
            g_test_message("%s", problem->message);
        else
            has_found |= strstr(problem->message, row->error) != NULL;
    }
    if (row->error == NULL)
        g_assert_cmpuint(report_n_errors(bench->report), ==, 0);
    else
        g_assert_true(has_found);
}

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

static void
test_case(gconstpointer argument)
{
    const DeviceCase *row = argument;
    g_autofree char *folder = g_path_get_dirname(g_test_get_path());
    g_autofree char *element = g_path_get_basename(folder);
    Bench bench = {.report = report_new(),
                   .context = {.state_directory = "/run/x",
                               .capabilities = recorded_qemu(),
                               .rules = machine_rules}};

    bench.kind = find_kind(element);
    prepare(&bench, row);
    run(&bench);
    compare_problems(&bench, row);
    if (row->completed != NULL) {
        g_autofree char *completed = completed_text(&bench);

        g_assert_cmpstr(completed, ==, row->completed);
    }
    if (row->parts != NULL) {
        g_autofree char *parts = NULL;

        set_ids(&bench);
        parts = parts_text(&bench);
        g_assert_cmpstr(parts, ==, row->parts);
    }
    DOMAIN_EACH_DEVICE(Device, device, &bench.domain)
        device_free(device);
    g_ptr_array_unref(bench.domain.devices);
    device_index_free(bench.domain.index);
    report_free(bench.report);
}

void
device_case_add(const char *element, const DeviceCase *cases, size_t n_cases)
{
    for (size_t i = 0; i < n_cases; i++) {
        g_autofree char *path = g_strdup_printf("/devices/%s/%s", element, cases[i].name);

        g_test_add_data_func(path, &cases[i], test_case);
    }
}
