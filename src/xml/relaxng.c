/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "xml/relaxng.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <libxml/relaxng.h>
#include <libxml/xmlIO.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The child's exit statuses. */
enum { CHILD_ACCEPTS = 0, CHILD_REFUSES = 1, CHILD_HAS_NO_SCHEMA = 2 };

typedef struct {
    char *text;
    size_t length;
    size_t at;
} SchemaFile;

static int
is_schema(const char *name)
{
    return g_str_has_suffix(name, ".rng");
}

/* libxml2 (2.9.14) finds definitions to override only in files whose first node is <grammar>;
 * libvirt's basictypes.rng begins with a comment.  So leave out what comes before it. */
static void *
schema_open(const char *name)
{
    g_autofree char *path =
        g_str_has_prefix(name, "file:") ? g_filename_from_uri(name, NULL, NULL) : g_strdup(name);
    SchemaFile *file = g_new0(SchemaFile, 1);
    const char *grammar = NULL;

    if (path == NULL || !g_file_get_contents(path, &file->text, &file->length, NULL)) {
        g_free(file);
        return NULL;
    }
    grammar = strstr(file->text, "<grammar");
    if (grammar != NULL)
        file->at = (size_t)(grammar - file->text);
    return file;
}

static int
schema_read(void *context, char *buffer, int length)
{
    SchemaFile *file = context;
    size_t n = MIN((size_t)length, file->length - file->at);

    memcpy(buffer, file->text + file->at, n);
    file->at += n;
    return (int)n;
}

static int
schema_close(void *context)
{
    SchemaFile *file = context;

    g_free(file->text);
    g_free(file);
    return 0;
}

/* One line an error: number, blank, text. */
static void
print_problem(void *user, xmlErrorPtr problem)
{
    FILE *out = user;
    g_autofree char *text = g_strdup(problem->message);

    fprintf(out, "%d %s\n", problem->line, g_strdelimit(g_strchomp(text), "\n", ' '));
}

static void
silent(void *user, xmlErrorPtr problem)
{
    (void)user;
    (void)problem;
}

static int
validate(const char *schema, const char *text, size_t length, FILE *out)
{
    xmlDocPtr document = xmlReadMemory(text, (int)length, NULL, NULL,
                                       XML_PARSE_NONET | XML_PARSE_BIG_LINES | XML_PARSE_NOERROR);
    xmlRelaxNGParserCtxtPtr parser = NULL;
    xmlRelaxNGPtr grammar = NULL;
    xmlRelaxNGValidCtxtPtr validator = NULL;

    xmlRegisterInputCallbacks(is_schema, schema_open, schema_read, schema_close);
    parser = xmlRelaxNGNewParserCtxt(schema);
    if (parser == NULL)
        return CHILD_HAS_NO_SCHEMA;
    xmlRelaxNGSetParserStructuredErrors(parser, silent, NULL);
    xmlSetStructuredErrorFunc(NULL, silent);
    grammar = xmlRelaxNGParse(parser);
    if (grammar == NULL)
        return CHILD_HAS_NO_SCHEMA;
    validator = xmlRelaxNGNewValidCtxt(grammar);
    xmlRelaxNGSetValidStructuredErrors(validator, print_problem, out);
    return xmlRelaxNGValidateDoc(validator, document) == 0 ? CHILD_ACCEPTS : CHILD_REFUSES;
}

static void
read_problems(FILE *in, Report *report)
{
    char *line = NULL;
    size_t size = 0;

    while (getline(&line, &size, in) > 0) {
        char *text = NULL;
        guint64 number = g_ascii_strtoull(line, &text, 10);

        report_error(report, VIR_ERR_XML_INVALID_SCHEMA, (unsigned)number, "%s", g_strstrip(text));
    }
    free(line);
}

void
relaxng_validate(const char *schema, const char *text, size_t length, Report *report)
{
    int ends[2];
    int status = 0;
    unsigned before = report_n_errors(report);
    FILE *in = NULL;
    pid_t child;

    if (pipe2(ends, O_CLOEXEC) < 0) {
        report_error(report, VIR_ERR_SYSTEM_ERROR, 0, _("cannot make a pipe: %s"),
                     g_strerror(errno));
        return;
    }
    child = fork();
    if (child == 0) {
        FILE *out = fdopen(ends[1], "w");
        int answer = validate(schema, text, length, out);

        fflush(out);
        _exit(answer);
    }
    close(ends[1]);
    in = fdopen(ends[0], "r");
    read_problems(in, report);
    fclose(in);
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) ||
        WEXITSTATUS(status) == CHILD_HAS_NO_SCHEMA)
        report_error(report, VIR_ERR_INTERNAL_ERROR, 0,
                     _("cannot validate: the schema '%s' and what it includes cannot be read"),
                     schema);
    else if (WEXITSTATUS(status) == CHILD_REFUSES && report_n_errors(report) == before)
        report_error(report, VIR_ERR_XML_INVALID_SCHEMA, 0,
                     _("the document does not follow the schema '%s'"), schema);
}
