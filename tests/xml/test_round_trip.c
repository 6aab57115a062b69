/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "sample.h"
#include "xml/document.h"

enum { N_SAMPLES = 2000 };

/* Returns: (owned) @xml parsed, without any problem, and formatted. */
static char *
pass(const char *xml)
{
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) document = xml_document_parse(xml, strlen(xml), report);
    XmlContext context = {.report = report, .is_strict = true};
    Sample sample = {0};
    char *out = NULL;

    g_assert_nonnull(document);
    xml_binding_parse(&sample_binding, xmlDocGetRootElement(document), &sample, &context);
    for (unsigned i = 0; i < report_n_problems(report); i++)
        g_test_message("%s in %s", report_problem(report, i)->message, xml);
    g_assert_cmpuint(report_n_problems(report), ==, 0);
    out = sample_format(&sample);
    xml_binding_clear(&sample_binding, &sample);
    return out;
}

static void
test_round_trip(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(g_test_rand_int() & G_MAXINT32);

    for (unsigned i = 0; i < N_SAMPLES; i++) {
        Sample sample = {0};
        g_autofree char *xml = NULL;
        g_autofree char *again = NULL;

        sample_draw(random, &sample);
        xml = sample_format(&sample);
        again = pass(xml);
        g_assert_cmpstr(again, ==, xml);
        xml_binding_clear(&sample_binding, &sample);
    }
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/binding/round-trip", test_round_trip);
    return g_test_run();
}
