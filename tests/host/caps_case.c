/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "caps_case.h"

#include <libxml/xpath.h>
#include <string.h>

#include "qemu/recording.h"
#include "xml/document.h"
#include "xml/relaxng.h"

#define SCHEMAS "/usr/share/libvirt/schemas"

Capabilities *
caps_case_recorded(void)
{
    g_autoptr(GError) error = NULL;
    Capabilities *capabilities = recording_load(TESTS "/capabilities/qemu-7.2-ppc64.json", &error);

    g_assert_no_error(error);
    return capabilities;
}

void
caps_case_assert_valid(const char *text, const char *name)
{
    g_autofree char *schema = g_build_filename(SCHEMAS, name, NULL);
    g_autoptr(Report) report = report_new();

    if (!g_file_test(schema, G_FILE_TEST_EXISTS)) {
        g_test_message("%s is not installed", schema);
        return;
    }
    relaxng_validate(schema, text, strlen(text), report);
    if (report_n_problems(report) > 0)
        g_test_message("line %u: %s\n%s", report_problem(report, 0)->line,
                       report_problem(report, 0)->message, text);
    g_assert_cmpuint(report_n_problems(report), ==, 0);
}

char *
caps_case_find(const char *text, const char *path)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) document = xml_document_parse(text, strlen(text), report);
    xmlXPathContextPtr context = NULL;
    xmlXPathObjectPtr found = NULL;
    GString *all = g_string_new(NULL);

    g_assert_nonnull(document);
    context = xmlXPathNewContext(document);
    found = xmlXPathEval(BAD_CAST path, context);
    g_assert_nonnull(found);
    for (int i = 0; found->nodesetval != NULL && i < found->nodesetval->nodeNr; i++) {
        xmlChar *content = xmlNodeGetContent(found->nodesetval->nodeTab[i]);

        g_string_append_printf(all, "%s%s", i > 0 ? " " : "", (const char *)content);
        xmlFree(content);
    }
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
    return g_string_free(all, FALSE);
}

void
caps_case_assert(const char *text, const char *path, const char *wanted)
{
    g_autofree char *found = caps_case_find(text, path);

    if (!g_str_equal(found, wanted))
        g_test_message("%s in\n%s", path, text);
    g_assert_cmpstr(found, ==, wanted);
}
