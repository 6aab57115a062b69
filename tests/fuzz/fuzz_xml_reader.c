/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <string.h>

#include "sample.h"
#include "xml/document.h"

/* libFuzzer's entry; it has no header. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Returns: (owned, nullable) what comes out for @text; NULL when it is no document. */
static char *
pass(const char *text, size_t length, Report *report)
{
    g_autoptr(XmlDocument) document = xml_document_parse(text, length, report);
    XmlContext context = {.report = report};
    Sample sample = {0};
    xmlBufferPtr buffer = NULL;
    xmlTextWriterPtr writer = NULL;

    if (document == NULL)
        return NULL;
    xml_binding_parse(&sample_binding, xmlDocGetRootElement(document), &sample, &context);
    writer = xml_writer_new(&buffer);
    xml_binding_format(&sample_binding, NULL, &sample, writer, NULL);
    xml_binding_clear(&sample_binding, &sample);
    return xml_writer_finish(writer, buffer);
}

/* Whatever is accepted without an error comes out in a form that is accepted again, and stays. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(Report) first = report_new();
    g_autoptr(Report) second = report_new();
    g_autofree char *out = pass((const char *)bytes, length, first);
    g_autofree char *again = NULL;

    g_assert_true(out != NULL || report_n_errors(first) > 0);
    if (out == NULL || report_n_errors(first) > 0)
        return 0;
    again = pass(out, strlen(out), second);
    g_assert_cmpuint(report_n_problems(second), ==, 0);
    g_assert_cmpstr(again, ==, out);
    return 0;
}
