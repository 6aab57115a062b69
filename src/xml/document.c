/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/document.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <libxml/parser.h>
#include <stdbool.h>
#include <string.h>

#include "xml/escape.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(xmlParserCtxt, xmlFreeParserCtxt)

/* How many bytes of a long line an error shows: before the place of the error, and in all. */
enum { EXCERPT_BEFORE = 1024, EXCERPT_LONGEST = 2048 };

/* What libxml2 reported about a document. */
typedef struct {
    const char *text; /* the document */
    size_t length;
    bool has_doctype;
    unsigned line; /* of the first error, or of the document type declaration */
    char *message; /* of the first error; owned */
    char *excerpt; /* the line at which the parser stood then, and a mark below; owned */
} Findings;

static Findings *
findings_of(void *parser)
{
    return ((xmlParserCtxtPtr)parser)->_private;
}

static bool
ends_line(char c)
{
    return c == '\n' || c == '\r';
}

/* Returns: (owned) the line of @text at byte @at, and below it a line with a mark under that byte,
 * as libvirt prints them.  A long line is cut. */
static char *
excerpt_new(const char *text, size_t length, size_t at)
{
    size_t last = at;
    size_t start = 0;
    size_t end = 0;
    g_autofree char *line = NULL;
    g_autofree char *valid = NULL;
    g_autofree char *mark = NULL;

    /* At a newline the error is about the line that it ends. */
    while (last > 0 && last < length && ends_line(text[last]))
        last--;
    start = last;
    while (start > 0 && !ends_line(text[start - 1]) && last - start < EXCERPT_BEFORE)
        start--;
    end = start;
    while (end < length && !ends_line(text[end]) && end - start < EXCERPT_LONGEST)
        end++;
    line = g_strndup(text + start, end - start);
    valid = g_utf8_make_valid(line, -1);
    mark = g_strndup(text + start, MIN(at, end) - start);
    for (char *c = mark; *c != '\0'; c++)
        *c = *c == '\t' ? '\t' : '-';
    return g_strdup_printf("%s\n%s^", valid, mark);
}

static void
keep_first_error(void *parser, xmlErrorPtr error)
{
    Findings *findings = findings_of(parser);
    long at = 0;

    if (error->level < XML_ERR_ERROR || findings->message != NULL || findings->has_doctype)
        return;
    /* A namespace is only a name here; that it is no valid URI is no error. */
    if (error->code == XML_WAR_NS_URI)
        return;
    findings->line = error->line > 0 ? (unsigned)error->line : 0;
    findings->message = g_utf8_make_valid(error->message != NULL ? error->message : "", -1);
    g_strchomp(findings->message);
    at = xmlByteConsumed(parser);
    findings->excerpt =
        excerpt_new(findings->text, findings->length, MIN((size_t)MAX(at, 0), findings->length));
}

/* Called at the start of a document type declaration, before anything in it is read. */
static void
stop_at_doctype(void *parser, const xmlChar *name, const xmlChar *public_id,
                const xmlChar *system_id)
{
    Findings *findings = findings_of(parser);

    (void)name;
    (void)public_id;
    (void)system_id;
    findings->has_doctype = true;
    findings->line = (unsigned)xmlSAX2GetLineNumber(parser);
    xmlStopParser(parser);
}

static unsigned
line_at(const char *text, const char *at)
{
    unsigned line = 1;

    for (const char *c = text; c < at; c++)
        line += *c == '\n' ? 1 : 0;
    return line;
}

/* One start tag while its attributes are counted. */
typedef struct {
    unsigned n_attributes;
    unsigned n_namespaces;
    const char *end;
} Tag;

/* Counts from the name of a tag to its ">", or to a "<", which can be no part of it. */
static Tag
tag_count(const char *at, const char *end)
{
    Tag tag = {.end = end};
    char quote = '\0';

    for (; at < end && *at != '<'; at++) {
        if (quote != '\0') {
            quote = *at == quote ? '\0' : quote;
        } else if (*at == '"' || *at == '\'') {
            quote = *at;
        } else if (*at == '=') {
            tag.n_attributes++;
        } else if (*at == 'x' && end - at > 5 && memcmp(at, "xmlns", 5) == 0) {
            tag.n_namespaces++;
        } else if (*at == '>') {
            break;
        }
    }
    tag.end = at;
    return tag;
}

/* libxml2 compares each attribute of an element with all others, and searches all namespaces in
 * scope for each element: without these limits a document could keep it busy for minutes. */
static bool
has_bounded_tags(const char *text, size_t length, Report *report)
{
    const char *end = length > 0 ? text + length : text; /* without bytes it may be NULL */
    const char *at = length > 0 ? memchr(text, '<', length) : NULL;
    unsigned n_namespaces = 0;

    while (at != NULL) {
        bool is_start = at + 1 < end && at[1] != '!' && at[1] != '?' && at[1] != '/';
        Tag tag = is_start ? tag_count(at + 1, end) : (Tag){.end = at + 1};

        n_namespaces += tag.n_namespaces;
        if (tag.n_attributes > XML_ELEMENT_MAX_ATTRIBUTES ||
            n_namespaces > XML_DOCUMENT_MAX_NAMESPACES) {
            report_error(report, VIR_ERR_XML_ERROR, line_at(text, at),
                         _("the document has more than %d attributes in one element, or more than "
                           "%d namespaces"),
                         XML_ELEMENT_MAX_ATTRIBUTES, XML_DOCUMENT_MAX_NAMESPACES);
            return false;
        }
        at = memchr(tag.end, '<', (size_t)(end - tag.end));
    }
    return true;
}

static bool
is_acceptable(const char *text, size_t length, Report *report)
{
    const char *nul = length > 0 ? memchr(text, '\0', length) : NULL;

    if (length > XML_DOCUMENT_MAX_BYTES) {
        report_error(report, VIR_ERR_XML_ERROR, 0,
                     _("the document has %zu bytes; at most %d are allowed"), length,
                     XML_DOCUMENT_MAX_BYTES);
        return false;
    }
    if (nul != NULL) {
        report_error(report, VIR_ERR_XML_ERROR, line_at(text, nul),
                     _("the document has a zero byte in it, so it is not XML in UTF-8"));
        return false;
    }
    return has_bounded_tags(text, length, report);
}

static bool
is_blank(const char *text, size_t length)
{
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
        length--;
    return length == 0;
}

static void
report_findings(const Findings *findings, Report *report)
{
    /* libxml2 reports no error for an empty document. */
    const char *message = findings->message != NULL ? findings->message : "Document is empty";
    const char *excerpt = findings->excerpt != NULL ? findings->excerpt : "\n^";
    unsigned line = MAX(findings->line, 1);
    g_autofree char *in_one_line = NULL;
    char *detail = NULL;

    if (findings->has_doctype) {
        report_error(report, VIR_ERR_XML_ERROR, findings->line,
                     _("a document type declaration is not allowed"));
        return;
    }
    detail = g_strdup_printf("at line %u: %s\n%s", line, message, excerpt);
    if (is_blank(findings->text, findings->length)) {
        report_error_detail(report, VIR_ERR_XML_DETAIL, 0, detail, _("the document is empty"));
        return;
    }
    in_one_line = g_strdelimit(g_strdup(message), "\t\r\n", ' ');
    report_error_detail(report, VIR_ERR_XML_DETAIL, line, detail,
                        _("the document is not well-formed: %s"), in_one_line);
}

void
xml_document_prepare(void)
{
    xmlInitParser();
}

XmlDocument *
xml_document_parse(const char *text, size_t length, Report *report)
{
    /* XML_PARSE_NOENT: without a document type there are only XML's predefined entities; libxml2
     * would leave them unreplaced in namespace names. */
    const int options =
        XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_NOWARNING | XML_PARSE_NOENT;
    g_autoptr(xmlParserCtxt) parser = NULL;
    g_autoptr(XmlDocument) document = NULL;
    g_autofree char *message = NULL;
    g_autofree char *excerpt = NULL;
    Findings findings = {.text = text, .length = length};

    if (!is_acceptable(text, length, report))
        return NULL;
    parser = xmlNewParserCtxt();
    parser->_private = &findings;
    parser->sax->internalSubset = stop_at_doctype;
    parser->sax->externalSubset = stop_at_doctype;
    parser->sax->serror = keep_first_error;
    document = xmlCtxtReadMemory(parser, text, (int)length, NULL, "UTF-8", options);
    message = findings.message;
    excerpt = findings.excerpt;
    if (document != NULL && message == NULL && !findings.has_doctype &&
        xmlDocGetRootElement(document) != NULL)
        return g_steal_pointer(&document);
    report_findings(&findings, report);
    return NULL;
}

xmlTextWriterPtr
xml_writer_new(xmlBufferPtr *buffer)
{
    xmlTextWriterPtr writer = NULL;

    *buffer = xmlBufferCreate();
    xmlBufferSetAllocationScheme(*buffer, XML_BUFFER_ALLOC_DOUBLEIT);
    writer = xmlNewTextWriterMemory(*buffer, 0);
    xmlTextWriterSetIndent(writer, 1);
    xmlTextWriterSetIndentString(writer, BAD_CAST "  ");
    xmlTextWriterSetQuoteChar(writer, '\'');
    return writer;
}

char *
xml_writer_finish(xmlTextWriterPtr writer, xmlBufferPtr buffer)
{
    char *text = NULL;

    xmlTextWriterEndDocument(writer);
    xmlFreeTextWriter(writer);
    text = g_strdup((const char *)xmlBufferContent(buffer));
    xmlBufferFree(buffer);
    if (!g_str_has_suffix(text, "\n")) {
        char *line = g_strconcat(text, "\n", NULL);

        g_free(text);
        return line;
    }
    return text;
}

/* The characters that libvirt escapes.  White space only in attributes, where a parser would turn
 * it into spaces. */
static const XmlEscape escapes[] = {
    {'&', true, "&amp;"},   {'<', true, "&lt;"},   {'>', true, "&gt;"},
    {'\'', true, "&apos;"}, {'"', true, "&quot;"}, {'\r', true, "&#13;"},
    {'\n', false, "&#10;"}, {'\t', false, "&#9;"}, {'\0', false, NULL},
};

static void
write_escaped(xmlTextWriterPtr writer, const char *text, bool is_text)
{
    g_autoptr(GString) escaped = g_string_new(NULL);

    xml_append_escaped(escaped, text, is_text, escapes);
    xmlTextWriterWriteRaw(writer, BAD_CAST escaped->str);
}

void
xml_writer_attribute(xmlTextWriterPtr writer, const char *name, const char *value)
{
    xmlTextWriterStartAttribute(writer, BAD_CAST name);
    write_escaped(writer, value, false);
    xmlTextWriterEndAttribute(writer);
}

void
xml_writer_text(xmlTextWriterPtr writer, const char *text)
{
    write_escaped(writer, text, true);
}
