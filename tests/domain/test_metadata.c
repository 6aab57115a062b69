/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Metadata of all kinds, generated: what is set is either refused, and then nothing has changed, or
 * the definition that is written and read again has what it had before and the new one.
 *
 * PSERIES_TEST_SEED chooses what is set.
 */
#include "domain/metadata.h"

#include <libvirt/libvirt.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "xml/document.h"
#include "xml/node.h"
#include "xml/raw.h"

enum { N_ROUNDS = 20000, MAX_PIECES = 6, MAX_DEPTH = 3 };

#define OLD "<o:old xmlns:o=\"urn:old\" a=\"1 &lt; 2\">t&amp;u<!-- c --></o:old>"
#define START                                                                                      \
    "<domain type='qemu'><name>m</name><title>T</title><description>D</description>"               \
    "<metadata>" OLD "</metadata><memory>1</memory><os><type>hvm</type></os></domain>"

static GRand *chance = NULL;

static const char *
any(const char *const *words, size_t n_words)
{
    return words[g_rand_int_range(chance, 0, (gint32)n_words)];
}

/* Pieces of names, namespaces and texts, of which some are right and others are not. */
static const char *const pieces[] = {
    "a",        "b",     "urn:x", "http://x.example/?a=1&b=2",
    "\xc3\xa4", "1",     "-",     ":",
    ".",        " ",     "\t",    "\n",
    "\r",       "<",     ">",     "&",
    "'",        "\"",    "]]>",   "&amp;",
    "&#13;",    "<!--",  "-->",   "<?p",
    "?>",       "xmlns", "xml",   "\xef\xbf\xbe",
    "\xff",     "\x01",  "%20",   "{",
    "",         "/>",    "</x>",  "\xf4\x8f\xbf\xbf",
    "urn:old",  "o",     "<x/>",  "=",
};

static char *
any_text(void)
{
    GString *text = g_string_new(NULL);
    int n_pieces = g_rand_int_range(chance, 0, MAX_PIECES);

    for (int i = 0; i < n_pieces; i++)
        g_string_append(text, any(pieces, G_N_ELEMENTS(pieces)));
    return g_string_free(text, FALSE);
}

/* Parts of an element that is right, if the whole is. */
static const char *const attributes[] = {
    "",          " k='v'",         " k='&lt;&quot;&#10;'",       " xmlns:z='urn:z' z:k='1'",
    " k=\"'\"",  " xmlns='urn:z'", " xmlns:q='u&amp;v' q:k='1'", " xmlns:a='urn:b'",
    " xmlns=''", " xml:lang='de'", " xmlns:q='urn:x' q:k='1'",   " xmlns='urn:x'",
};
static const char *const contents[] = {
    "",           "text",       "<!-- c -->",   "<?p q?>",      "<?p?>", "<![CDATA[<&>]]>",
    "&lt;&amp;'", "\n  ",       " &#13;&#9;",   "\xc3\xa4",     "\"",    "]]&gt;",
    "&#x10FFFF;", "a\tb\nc\n ", "<![CDATA[]]>", "<x/>\n<y/>\n",
};

static void
append_element(GString *text, int depth)
{
    static const char *const names[] = {"x", "y", "x-1", "\xc3\xa4", "q:x", "a:x"};
    /* Those with a prefix are seldom right. */
    const char *name = any(names, g_rand_int_range(chance, 0, 8) == 0 ? G_N_ELEMENTS(names) : 4);

    g_string_append_printf(text, "<%s%s>", name, any(attributes, G_N_ELEMENTS(attributes)));
    for (int i = g_rand_int_range(chance, 0, 3); i > 0; i--) {
        g_string_append(text, any(contents, G_N_ELEMENTS(contents)));
        if (depth < MAX_DEPTH)
            append_element(text, depth + 1);
    }
    g_string_append_printf(text, "</%s>", name);
}

static char *
any_element(void)
{
    GString *text = g_string_new(NULL);

    append_element(text, 0);
    return g_string_free(text, FALSE);
}

/* Now and then without one, mostly one that is right. */
static char *
any_of(const char *right)
{
    int kind = g_rand_int_range(chance, 0, 10);

    if (kind == 0)
        return NULL;
    return kind < 5 ? any_text() : g_strdup(right);
}

static Domain *
parse_domain(const char *text)
{
    static const DeviceKind *const no_kinds[] = {NULL};
    static const XmlField nothing_refused[] = {XML_END};
    static const DeviceTable no_devices = {no_kinds, nothing_refused};
    g_autoptr(Report) report = report_new();
    g_autoptr(XmlDocument) document = xml_document_parse(text, strlen(text), report);
    Domain *domain = NULL;

    g_assert_nonnull(document);
    domain = domain_parse(xmlDocGetRootElement(document), &no_devices, true, report);
    g_assert_cmpuint(report_n_errors(report), ==, 0);
    return domain;
}

static XmlDocument *
parse_part(const char *text)
{
    g_autoptr(Report) report = report_new();
    XmlDocument *document = xml_document_parse(text, strlen(text), report);

    g_assert_nonnull(document);
    return document;
}

static const char *
uri_of(const xmlNs *space, const char *uri_of_none)
{
    return space != NULL && space->href != NULL && *space->href != '\0' ? (const char *)space->href
                                                                        : uri_of_none;
}

static void
compare_attributes(xmlNodePtr got, xmlNodePtr wanted)
{
    xmlAttrPtr one = got->properties;

    for (xmlAttrPtr other = wanted->properties; other != NULL; other = other->next) {
        g_autofree char *value = NULL;
        g_autofree char *wanted_value = xml_attribute_text(other);

        g_assert_nonnull(one);
        value = xml_attribute_text(one);
        g_assert_cmpstr((const char *)one->name, ==, (const char *)other->name);
        g_assert_cmpstr(uri_of(one->ns, ""), ==, uri_of(other->ns, ""));
        g_assert_cmpstr(value, ==, wanted_value);
        one = one->next;
    }
    g_assert_null(one);
}

/* Whether they say the same; elements of @wanted without a namespace are to be in @uri. */
static void
compare_nodes(xmlNodePtr got, xmlNodePtr wanted, const char *uri)
{
    xmlNodePtr child = NULL;

    g_assert_nonnull(got);
    g_assert_cmpint(got->type, ==, wanted->type);
    if (got->type != XML_ELEMENT_NODE) {
        g_assert_cmpstr((const char *)got->content, ==, (const char *)wanted->content);
        return;
    }
    g_assert_cmpstr((const char *)got->name, ==, (const char *)wanted->name);
    g_assert_cmpstr(uri_of(got->ns, ""), ==, uri_of(wanted->ns, uri));
    compare_attributes(got, wanted);
    child = got->children;
    for (xmlNodePtr other = wanted->children; other != NULL; other = other->next) {
        compare_nodes(child, other, uri);
        child = child->next;
    }
    g_assert_null(child);
}

static void
compare_texts(const char *got, const char *wanted, const char *uri)
{
    g_autoptr(XmlDocument) one = parse_part(got);
    g_autoptr(XmlDocument) other = parse_part(wanted);

    compare_nodes(xmlDocGetRootElement(one), xmlDocGetRootElement(other), uri);
}

/* Compares <metadata> of @got with that of @old in which what is of @metadata's namespace is
 * replaced. */
static void
compare_elements(const Domain *got, const Domain *old, const Metadata *metadata)
{
    g_autoptr(XmlDocument) one = parse_part(got->metadata != NULL ? got->metadata : "<m/>");
    g_autoptr(XmlDocument) other = parse_part(old->metadata != NULL ? old->metadata : "<m/>");
    xmlNodePtr at = xmlFirstElementChild(xmlDocGetRootElement(one));

    for (xmlNodePtr node = xmlFirstElementChild(xmlDocGetRootElement(other)); node != NULL;
         node = xmlNextElementSibling(node)) {
        if (g_strcmp0(uri_of(node->ns, ""), metadata->uri) == 0)
            continue;
        compare_nodes(at, node, "");
        at = xmlNextElementSibling(at);
    }
    if (metadata->text != NULL) {
        g_autoptr(XmlDocument) client = parse_part(metadata->text);

        compare_nodes(at, xmlDocGetRootElement(client), metadata->uri);
        at = xmlNextElementSibling(at);
    }
    g_assert_null(at);
}

static const char *
or_nothing(const char *text)
{
    return text != NULL && *text != '\0' ? text : NULL;
}

static void
compare(const Domain *got, const Domain *old, const Metadata *metadata)
{
    bool is_title = metadata->type == VIR_DOMAIN_METADATA_TITLE;
    bool is_description = metadata->type == VIR_DOMAIN_METADATA_DESCRIPTION;

    g_assert_cmpstr(got->title, ==, is_title ? or_nothing(metadata->text) : old->title);
    g_assert_cmpstr(got->description, ==,
                    is_description ? or_nothing(metadata->text) : old->description);
    if (metadata->type == VIR_DOMAIN_METADATA_ELEMENT)
        compare_elements(got, old, metadata);
    else
        g_assert_cmpstr(got->metadata, ==, old->metadata);
}

static void
check_refusal(const GError *error)
{
    g_assert_nonnull(error);
    g_assert_true(error->code == VIR_ERR_INVALID_ARG || error->code == VIR_ERR_XML_DETAIL ||
                  error->code == VIR_ERR_INTERNAL_ERROR || error->code == VIR_ERR_XML_ERROR);
}

/* Sets @metadata in @domain.  Returns: (owned, nullable) the definition that is read back; NULL
 * when it was refused, which has changed nothing. */
static Domain *
set(Domain *domain, const Metadata *metadata)
{
    g_autofree char *before = domain_format(domain, DOMAIN_XML_SECURE);
    g_autofree char *after = NULL;
    g_autoptr(Domain) old = parse_domain(before);
    g_autoptr(GError) error = NULL;
    Domain *got = NULL;
    bool is_set = metadata_check(metadata, &error) && metadata_set(domain, metadata, &error);

    after = domain_format(domain, DOMAIN_XML_SECURE);
    if (!is_set) {
        check_refusal(error);
        g_assert_cmpstr(after, ==, before);
        return NULL;
    }
    got = parse_domain(after);
    compare(got, old, metadata);
    return got;
}

static void
test_generated(void)
{
    g_autoptr(Domain) domain = parse_domain(START);
    unsigned n_set[3] = {0};
    unsigned n_refused = 0;

    for (int round = 0; round < N_ROUNDS; round++) {
        int type = g_rand_int_range(chance, 0, 3);
        bool is_element = type == VIR_DOMAIN_METADATA_ELEMENT;
        g_autofree char *element = any_element();
        g_autofree char *text = any_of(is_element ? element : "title");
        g_autofree char *key = is_element ? any_of("a") : NULL;
        g_autofree char *uri = is_element ? any_of("urn:x") : NULL;
        Domain *got = set(domain, &(Metadata){type, text, key, uri});

        n_set[type] += got != NULL;
        n_refused += got == NULL;
        if (got == NULL)
            continue;
        domain_free(domain);
        domain = got;
        /* Else it grows with every namespace. */
        if (round % 50 == 0) {
            domain_free(domain);
            domain = parse_domain(START);
        }
    }
    g_test_message("%u, %u, %u set, %u refused", n_set[0], n_set[1], n_set[2], n_refused);
    for (size_t i = 0; i < G_N_ELEMENTS(n_set); i++)
        g_assert_cmpuint(n_set[i], >, N_ROUNDS / 50);
    g_assert_cmpuint(n_refused, >, N_ROUNDS / 50);
}

/* What a client sets and gets. */
static const struct {
    const char *text;
    const char *uri;
    const char *got; /* NULL: the same */
} kept[] = {
    {"<x/>", "urn:x", NULL},
    {"<x><y>t</y> </x>", "urn:x", NULL},
    {"<x k=\"&amp;&quot;\">&lt;<?p q?></x>", "a b", NULL},
    {"<x/>", "http://x.example/?a=1&b=<2>\"'", NULL},
    {"<?xml version='1.0'?>\n<!-- before --><x/>", "urn:x", "<x/>"},
    {"<q:x xmlns:q='urn:x' q:k='1'/>", "urn:x",
     "<x xmlns:q=\"urn:x\" xmlns:a=\"urn:x\" q:k=\"1\"/>"},
    {"<x xmlns='urn:x'><y/></x>", "urn:x", "<x><y/></x>"},
};

static void
test_kept(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
        g_autoptr(Domain) domain = parse_domain(START);
        g_autoptr(GError) error = NULL;
        g_autoptr(Domain) got =
            set(domain, &(Metadata){VIR_DOMAIN_METADATA_ELEMENT, kept[i].text, "a", kept[i].uri});
        g_autofree char *text = NULL;

        g_assert_nonnull(got);
        text = metadata_get(got, VIR_DOMAIN_METADATA_ELEMENT, kept[i].uri, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(text, ==, kept[i].got != NULL ? kept[i].got : kept[i].text);
    }
}

/* What is refused, with the code. */
static const struct {
    Metadata metadata;
    int code;
} refused[] = {
    {{VIR_DOMAIN_METADATA_ELEMENT, "<x/>", "a b", "urn:x"}, VIR_ERR_INTERNAL_ERROR},
    {{VIR_DOMAIN_METADATA_ELEMENT, "<x/>", "a:b", "urn:x"}, VIR_ERR_INTERNAL_ERROR},
    {{VIR_DOMAIN_METADATA_ELEMENT, "<x/>", "", "urn:x"}, VIR_ERR_INTERNAL_ERROR},
    {{VIR_DOMAIN_METADATA_ELEMENT, "<x/>", "a\xff", "urn:x"}, VIR_ERR_INTERNAL_ERROR},
    {{VIR_DOMAIN_METADATA_ELEMENT, "<x/>", "xmlns", "urn:x"}, VIR_ERR_INVALID_ARG},
    {{VIR_DOMAIN_METADATA_ELEMENT, "<x/>", "a", ""}, VIR_ERR_INVALID_ARG},
    {{VIR_DOMAIN_METADATA_ELEMENT, "<x/>", "a", "u\x01"}, VIR_ERR_INVALID_ARG},
    {{VIR_DOMAIN_METADATA_ELEMENT, "<x/>", NULL, "urn:x"}, VIR_ERR_INVALID_ARG},
    {{VIR_DOMAIN_METADATA_ELEMENT, "<x/>", "a", NULL}, VIR_ERR_INVALID_ARG},
    {{VIR_DOMAIN_METADATA_ELEMENT, "<x/><y/>", "a", "urn:x"}, VIR_ERR_XML_DETAIL},
    {{VIR_DOMAIN_METADATA_ELEMENT, "", "a", "urn:x"}, VIR_ERR_XML_DETAIL},
    {{VIR_DOMAIN_METADATA_ELEMENT, "<x xmlns='urn:z'/>", "a", "urn:x"}, VIR_ERR_INVALID_ARG},
    {{VIR_DOMAIN_METADATA_ELEMENT, "<x><y xmlns:a='urn:z'><w/></y></x>", "a", "urn:x"},
     VIR_ERR_INTERNAL_ERROR},
    {{VIR_DOMAIN_METADATA_TITLE, "a\nb", NULL, NULL}, VIR_ERR_INVALID_ARG},
    {{VIR_DOMAIN_METADATA_TITLE, "a\x01", NULL, NULL}, VIR_ERR_INVALID_ARG},
    {{VIR_DOMAIN_METADATA_TITLE, "a\xff", NULL, NULL}, VIR_ERR_INVALID_ARG},
    {{VIR_DOMAIN_METADATA_DESCRIPTION, "\xef\xbf\xbf", NULL, NULL}, VIR_ERR_INVALID_ARG},
    {{VIR_DOMAIN_METADATA_DESCRIPTION, "a", "k", "u"}, VIR_ERR_INVALID_ARG},
    {{3, "a", NULL, NULL}, VIR_ERR_INVALID_ARG},
    {{-1, "a", NULL, NULL}, VIR_ERR_INVALID_ARG},
};

static void
test_refused(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
        g_autoptr(Domain) domain = parse_domain(START);
        g_autoptr(GError) error = NULL;

        g_assert_null(set(domain, &refused[i].metadata));
        if (metadata_check(&refused[i].metadata, &error))
            g_assert_false(metadata_set(domain, &refused[i].metadata, &error));
        g_assert_cmpint(error_code(error), ==, refused[i].code);
    }
}

/* Each is smaller than a document may be, but not what a definition would be with it. */
static void
test_too_much(void)
{
    g_autoptr(Domain) domain = parse_domain(START);
    g_autofree char *text = g_strnfill(1024 * 1024, '&');
    g_autoptr(GString) deep = g_string_new(NULL);
    g_autoptr(GError) error = NULL;

    g_assert_false(
        metadata_set(domain, &(Metadata){VIR_DOMAIN_METADATA_TITLE, text, NULL, NULL}, &error));
    g_assert_error(error, PSERIES_ERROR, VIR_ERR_XML_ERROR);
    for (int i = 0; i < 256; i++)
        g_string_append(deep, "<x>");
    for (int i = 0; i < 256; i++)
        g_string_append(deep, "</x>");
    g_assert_null(set(domain, &(Metadata){VIR_DOMAIN_METADATA_ELEMENT, deep->str, "a", "urn:x"}));
}

/* All elements of the namespace are replaced, where a document has several. */
static void
test_several(void)
{
    g_autoptr(Domain) domain =
        parse_domain("<domain type='qemu'><name>m</name><metadata><a:x xmlns:a='urn:x'/>" OLD
                     "<b:x xmlns:b='urn:x'/></metadata><memory>1</memory></domain>");
    g_autoptr(Domain) got =
        set(domain, &(Metadata){VIR_DOMAIN_METADATA_ELEMENT, "<n/>", "a", "urn:x"});
    g_autofree char *text = NULL;

    g_assert_nonnull(got);
    text = metadata_get(got, VIR_DOMAIN_METADATA_ELEMENT, "urn:x", NULL);
    g_assert_cmpstr(text, ==, "<n/>");
    compare_texts(got->metadata,
                  "<metadata>\n    " OLD "\n    <a:n xmlns:a='urn:x'/>\n  </metadata>", "");
}

int
main(int argc, char **argv)
{
    const char *seed = g_getenv("PSERIES_TEST_SEED");

    g_test_init(&argc, &argv, NULL);
    chance = g_rand_new_with_seed(seed != NULL ? (guint32)strtoul(seed, NULL, 10) : 1);
    g_test_add_func("/metadata/kept", test_kept);
    g_test_add_func("/metadata/refused", test_refused);
    g_test_add_func("/metadata/several", test_several);
    g_test_add_func("/metadata/too-much", test_too_much);
    g_test_add_func("/metadata/generated", test_generated);
    return g_test_run();
}
