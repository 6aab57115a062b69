/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/document.h"

#include <glib/gstdio.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "sample.h"
#include "xml/node.h"

#define BOMB                                                                                       \
    "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"            \
    "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><a>&c;</a>"
#define NO_DOCTYPE "a document type declaration is not allowed"

/* Documents that are refused, with the line and (a part of) the message.  length 0: up to the NUL.
 */
static const struct {
    const char *name;
    const char *text;
    size_t length;
    unsigned line;
    const char *message;
    int code;
} refused[] = {
    {"empty", "", 0, 0, "the document is empty", VIR_ERR_XML_DETAIL},
    {"blank", " \n\t\n", 0, 0, "the document is empty", VIR_ERR_XML_DETAIL},
    {"no-xml", "hello", 0, 1, "the document is not well-formed: Start tag expected",
     VIR_ERR_XML_DETAIL},
    {"comment-only", "<!-- a -->", 0, 1, "the document is not well-formed: ", VIR_ERR_XML_DETAIL},
    {"mismatch", "<a>\n<b>\n</a>", 0, 3, "the document is not well-formed: Opening and ending tag",
     VIR_ERR_XML_DETAIL},
    {"cut", "<a>\n<b", 0, 2, "the document is not well-formed: ", VIR_ERR_XML_DETAIL},
    {"attribute-twice", "<a b='1'\nb='2'/>", 0, 2, "the document is not well-formed: Attribute b",
     VIR_ERR_XML_DETAIL},
    {"two-roots", "<a/>\n<b/>", 0, 2, "the document is not well-formed: Extra content",
     VIR_ERR_XML_DETAIL},
    {"no-namespace", "<a>\n<b:c/></a>", 0, 2, "the document is not well-formed: Namespace prefix b",
     VIR_ERR_XML_DETAIL},
    {"nul", "<a>\n\0</a>", 9, 2, "the document has a zero byte in it", VIR_ERR_XML_ERROR},
    {"utf-16", "\xff\xfe<\0a\0/\0>\0", 10, 1, "the document has a zero byte in it",
     VIR_ERR_XML_ERROR},
    {"bad-utf-8", "<a>\n\xff</a>", 0, 2, "the document is not well-formed: ", VIR_ERR_XML_DETAIL},
    {"bad-utf-8-attribute", "<a>\n<b c='\xc3\x28'/></a>", 0, 2,
     "the document is not well-formed: ", VIR_ERR_XML_DETAIL},
    {"latin-1", "<?xml version='1.0' encoding='ISO-8859-1'?>\n<a>\xe4</a>", 0, 2,
     "the document is not well-formed: ", VIR_ERR_XML_DETAIL},
    {"control-character", "<a>\n&#1;</a>", 0, 2,
     "the document is not well-formed: ", VIR_ERR_XML_DETAIL},
    {"bomb", BOMB, 0, 1, NO_DOCTYPE, VIR_ERR_XML_ERROR},
    {"doctype", "<?xml version='1.0'?>\n<!DOCTYPE a>\n<a/>", 0, 2, NO_DOCTYPE, VIR_ERR_XML_ERROR},
    {"doctype-system", "<!DOCTYPE a SYSTEM 'http://localhost:1/a.dtd'><a/>", 0, 1, NO_DOCTYPE,
     VIR_ERR_XML_ERROR},
    {"doctype-broken", "<!DOCTYPE a [<!ENTITY", 0, 1, NO_DOCTYPE, VIR_ERR_XML_ERROR},
    {"parameter-entity", "<!DOCTYPE a [<!ENTITY % b SYSTEM 'b'> %b;]><a/>", 0, 1, NO_DOCTYPE,
     VIR_ERR_XML_ERROR},
    {"unknown-entity", "<a>\n&b;</a>", 0, 2, "the document is not well-formed: Entity 'b'",
     VIR_ERR_XML_DETAIL},
};

/* Parses @text.  Returns: whether it is accepted; the problems are in @report. */
static bool
parses(const char *text, size_t length, Report *report)
{
    g_autoptr(XmlDocument) document = xml_document_parse(text, length, report);

    g_assert_cmpint(document != NULL, ==, report_n_errors(report) == 0);
    return document != NULL;
}

static void
test_refused(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    size_t length = refused[i].length != 0 ? refused[i].length : strlen(refused[i].text);
    g_autoptr(Report) report = report_new();
    /* Exactly as long as told, so that a read beyond its end is seen. */
    g_autofree char *text = g_memdup2(refused[i].text, length);

    g_assert_false(parses(text, length, report));
    g_assert_cmpuint(report_n_errors(report), ==, 1);
    g_assert_true(g_str_has_prefix(report_problem(report, 0)->message, refused[i].message));
    g_assert_null(strchr(report_problem(report, 0)->message, '\n'));
    g_assert_cmpuint(report_problem(report, 0)->line, ==, refused[i].line);
    g_assert_cmpint(report_problem(report, 0)->code, ==, refused[i].code);
}

/* What libvirt's clients are told of documents that are not well-formed: the line at which the
 * parser stood, whole or a part of it, and a mark. */
static const struct {
    const char *text;
    const char *told;
} details[] = {
    {"", "at line 1: Document is empty\n\n^"},
    {"  text", "at line 1: Start tag expected, '<' not found\n  text\n--^"},
    {"<a>\n<b>\n</c>\n</a>",
     "at line 3: Opening and ending tag mismatch: b line 2 and c\n</c>\n----^"},
    {"<a>\t\t<b>\t</c>", "at line 1: Opening and ending tag mismatch: b line 1 and c\n"
                         "<a>\t\t<b>\t</c>\n---\t\t---\t----^"},
    {"<a>\r\n\r\n</b>", "at line 3: Opening and ending tag mismatch: a line 1 and b\n</b>\n----^"},
    {"<a>\xff</a>", "at line 1: Input is not proper UTF-8, indicate encoding !\nBytes: 0xFF 0x3C "
                    "0x2F 0x61\n<a>\xef\xbf\xbd</a>\n---^"},
};

static void
test_details(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(details); i++) {
        size_t length = strlen(details[i].text);
        g_autofree char *text = g_memdup2(details[i].text, length);
        g_autoptr(Report) report = report_new();
        g_autoptr(GError) error = NULL;

        g_assert_null(xml_document_parse(text, length, report));
        g_assert_false(report_to_error(report, &error));
        g_assert_error(error, PSERIES_ERROR, VIR_ERR_XML_DETAIL);
        g_assert_cmpstr(error->message, ==, details[i].told);
    }
}

/* Of a line of megabytes an error repeats a part. */
static void
test_details_of_long_line(void)
{
    g_autoptr(GString) text = g_string_new("<a>");
    g_autoptr(Report) report = report_new();

    while (text->len < 1024 * 1024)
        g_string_append(text, "\303\244 ");
    g_string_append(text, "</b>");
    g_assert_null(xml_document_parse(text->str, text->len, report));
    g_assert_cmpuint(strlen(report_problem(report, 0)->detail), <, 8192);
    g_assert_true(g_utf8_validate(report_problem(report, 0)->detail, -1, NULL));
    g_assert_nonnull(strstr(report_problem(report, 0)->detail, "</b>\n-"));
}

/* A FIFO nobody writes to: whoever opens it for reading hangs, and the test with it. */
static void
test_external_entity(void)
{
    g_autofree char *folder = g_dir_make_tmp("xml-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "fifo", NULL);
    g_autofree char *text =
        g_strdup_printf("<!DOCTYPE a [<!ENTITY b SYSTEM 'file://%s'>]><a>&b;</a>", path);
    g_autoptr(Report) report = report_new();

    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    g_assert_false(parses(text, strlen(text), report));
    g_assert_cmpstr(report_problem(report, 0)->message, ==, NO_DOCTYPE);
    g_assert_cmpint(g_unlink(path), ==, 0);
    g_assert_cmpint(g_rmdir(folder), ==, 0);
}

/* Returns: (owned) @start, @n times @part, and @end. */
static char *
repeat(const char *start, const char *part, size_t n, const char *end)
{
    GString *text = g_string_new(start);

    for (size_t i = 0; i < n; i++)
        g_string_append(text, part);
    g_string_append(text, end);
    return g_string_free(text, FALSE);
}

/* What costs more than it should: each must be refused, and soon. */
static const struct {
    const char *name;
    const char *start;
    const char *part;
    size_t n;
    const char *end;
    const char *message;
} costly[] = {
    {"10-megabytes", "<a>", "0123456789", 1024 * 1024, "</a>",
     "the document has 10485767 bytes; at most 4194304 are allowed"},
    {"deep", "", "<a>", 100000, "", "the document is not well-formed: "},
    {"attributes", "<a ", "b='' ", 500000, "/>",
     "the document has more than 256 attributes in one element, or more than 1000 namespaces"},
    {"namespaces", "<a>", "<b xmlns:c='d'/>", 100000, "</a>",
     "the document has more than 256 attributes in one element, or more than 1000 namespaces"},
};

static void
test_costly(gconstpointer row)
{
    size_t i = GPOINTER_TO_SIZE(row);
    g_autofree char *text = repeat(costly[i].start, costly[i].part, costly[i].n, costly[i].end);
    g_autoptr(Report) report = report_new();
    gint64 before = g_get_monotonic_time();

    g_assert_false(parses(text, strlen(text), report));
    g_assert_true(g_str_has_prefix(report_problem(report, 0)->message, costly[i].message));
    g_assert_cmpint(g_get_monotonic_time() - before, <, 5 * G_USEC_PER_SEC);
}

/* What the bounds must leave alone. */
static void
test_accepted(void)
{
    static const char *const texts[] = {
        "<?xml version='1.0' encoding='UTF-8'?><a/>",
        "<?xml version='1.0' encoding='UTF-16'?><a/>",
        "\xef\xbb\xbf<a/>",
        "<a b='>' c=\"='=\"><!-- <b = = '> --><![CDATA[ <c = ' ]]>x=y='z</a>",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(Report) report = report_new();

        g_assert_true(parses(texts[i], strlen(texts[i]), report));
    }
}

/* Long documents: every problem has its line, also beyond libxml2's 16 bits, and its path. */
static void
test_many(void)
{
    g_autofree char *text =
        repeat("<sample>\n", "<item name='a'/>\n", 200000, "<item name='b'\nc='d'/>\n</sample>\n");
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) document = xml_document_parse(text, strlen(text), report);
    XmlContext context = {.report = report, .is_strict = true};
    Sample sample = {0};
    gint64 before = g_get_monotonic_time();

    g_assert_nonnull(document);
    xml_binding_parse(&sample_binding, xmlDocGetRootElement(document), &sample, &context);
    g_assert_cmpuint(sample.items->len, ==, 200001);
    g_assert_cmpuint(report_n_errors(report), ==, 1);
    g_assert_cmpuint(report_problem(report, 0)->line, ==, 200002);
    g_assert_cmpstr(report_problem(report, 0)->message, ==,
                    "/sample/item[200001]/@c: there is no such attribute");
    xml_binding_clear(&sample_binding, &sample);
    g_assert_cmpint(g_get_monotonic_time() - before, <, 10 * G_USEC_PER_SEC);
}

/* A document that is wrong everywhere is no slower than one that is right. */
static void
test_many_problems(void)
{
    g_autofree char *text =
        repeat("<sample>", "<title>a</title><nothing/><title>b</title><flag/>", 80000, "</sample>");
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) document = xml_document_parse(text, strlen(text), report);
    XmlContext context = {.report = report, .is_strict = true};
    Sample sample = {0};
    gint64 before = g_get_monotonic_time();

    g_assert_nonnull(document);
    xml_binding_parse(&sample_binding, xmlDocGetRootElement(document), &sample, &context);
    g_assert_cmpuint(report_n_errors(report), ==, 239999);
    g_assert_cmpint(g_get_monotonic_time() - before, <, 20 * G_USEC_PER_SEC);
    xml_binding_clear(&sample_binding, &sample);
}

static void
test_shown(void)
{
    g_autofree char *long_text = g_strnfill(200, 'x');
    g_autofree char *shortened = xml_shown(long_text);
    g_autofree char *lines = xml_shown("a\nb\tc");

    g_assert_cmpuint(strlen(shortened), ==, 83);
    g_assert_cmpstr(lines, ==, "a b c");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autofree char *path = g_strconcat("/document/refused/", refused[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_refused);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(costly); i++) {
        g_autofree char *path = g_strconcat("/document/costly/", costly[i].name, NULL);

        g_test_add_data_func(path, GSIZE_TO_POINTER(i), test_costly);
    }
    g_test_add_func("/document/details", test_details);
    g_test_add_func("/document/details-of-long-line", test_details_of_long_line);
    g_test_add_func("/document/external-entity", test_external_entity);
    g_test_add_func("/document/accepted", test_accepted);
    g_test_add_func("/document/many", test_many);
    g_test_add_func("/document/many-problems", test_many_problems);
    g_test_add_func("/document/shown", test_shown);
    return g_test_run();
}
