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

/* Returns: (owned) @text as libvirt 9.0's @schema takes it, which refuses what later ones require.
 */
static char *
without_clusters(const char *schema, const char *text)
{
    g_autofree char *grammar = NULL;
    g_autoptr(GRegex) clusters = g_regex_new(" cluster(s|_id)='[0-9]+'", 0, 0, NULL);

    g_assert_true(g_file_get_contents(schema, &grammar, NULL, NULL));
    return strstr(grammar, "cluster_id") != NULL
               ? g_strdup(text)
               : g_regex_replace_literal(clusters, text, -1, 0, "", 0, NULL);
}

static void
assert_valid(const char *folder, const char *name, const char *text)
{
    g_autofree char *schema = g_build_filename(folder, name, NULL);
    g_autofree char *taken = NULL;
    g_autoptr(Report) report = report_new();

    if (!g_file_test(schema, G_FILE_TEST_EXISTS)) {
        g_test_message("%s is not installed", schema);
        return;
    }
    taken = without_clusters(schema, text);
    relaxng_validate(schema, taken, strlen(taken), report);
    if (report_n_problems(report) > 0)
        g_test_message("%s, line %u: %s\n%s", schema, report_problem(report, 0)->line,
                       report_problem(report, 0)->message, taken);
    g_assert_cmpuint(report_n_problems(report), ==, 0);
}

/* Returns: (owned) the schemas of the newer stock that ./dev setup unpacks. */
static char *
unpacked_schemas(void)
{
    const char *folder = g_getenv("PSERIES_STOCK_DIR");

    return folder != NULL ? g_build_filename(folder, SCHEMAS, NULL)
                          : g_build_filename(g_get_user_cache_dir(), "libvirt-pseries", "stock",
                                             SCHEMAS, NULL);
}

void
caps_case_assert_valid(const char *text, const char *name)
{
    g_autofree char *unpacked = unpacked_schemas();

    assert_valid(SCHEMAS, name, text);
    assert_valid(unpacked, name, text);
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
