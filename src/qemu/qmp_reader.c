/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/qmp_reader.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"
#include "qemu/qmp_value.h"

/* The length of "\uXXXX". */
enum { UNICODE_ESCAPE = 6 };

struct QmpReader {
    size_t max_line_bytes;
    GString *line;   /* the incomplete one */
    GQueue messages; /* JsonObject */
    bool is_broken;
};

QmpReader *
qmp_reader_new(size_t max_line_bytes)
{
    QmpReader *reader = g_new0(QmpReader, 1);

    reader->max_line_bytes = max_line_bytes;
    reader->line = g_string_new(NULL);
    g_queue_init(&reader->messages);
    return reader;
}

void
qmp_reader_free(QmpReader *reader)
{
    if (reader == NULL)
        return;
    g_string_free(reader->line, TRUE);
    g_queue_clear_full(&reader->messages, (GDestroyNotify)json_object_unref);
    g_free(reader);
}

static bool
is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isspace(text[i]))
            return false;
    return true;
}

/* Returns: the number that the four hexadecimal digits of "\uXXXX" at @text make; 0, which no
 * string may hold, for anything else. */
static unsigned
unicode_escape(const char *text, size_t length)
{
    unsigned number = 0;

    if (length < UNICODE_ESCAPE || text[0] != '\\' || text[1] != 'u')
        return 0;
    for (size_t i = 2; i < UNICODE_ESCAPE; i++) {
        if (!g_ascii_isxdigit(text[i]))
            return 0;
        number = number * 16 + (unsigned)g_ascii_xdigit_value(text[i]);
    }
    return number;
}

static bool
is_surrogate(unsigned number, unsigned first)
{
    return number >= first && number < first + 0x400;
}

/* Returns: the length of the escape at @text; 0 for one that JSON does not have, and for NUL and
 * half of a surrogate pair, which json-glib would accept although they break the string or its
 * UTF-8. */
static size_t
escape_length(const char *text, size_t length)
{
    unsigned number = unicode_escape(text, length);

    if (length >= 2 && text[1] != '\0' && strchr("\"\\/bfnrt", text[1]) != NULL)
        return 2;
    if (is_surrogate(number, 0xd800))
        return is_surrogate(unicode_escape(text + UNICODE_ESCAPE, length - UNICODE_ESCAPE), 0xdc00)
                   ? 2 * UNICODE_ESCAPE
                   : 0;
    return number == 0 || is_surrogate(number, 0xdc00) ? 0 : UNICODE_ESCAPE;
}

/* Returns: the length of the string at @text with its quotes; 0 when it is not valid. */
static size_t
string_length(const char *text, size_t length)
{
    size_t i = 1;

    while (i < length && text[i] != '"') {
        size_t step = text[i] == '\\' ? escape_length(text + i, length - i) : 1;

        if (step == 0)
            return 0;
        i += step;
    }
    return i < length ? i + 1 : 0;
}

/* JSON's characters outside of strings. json-glib also accepts comments and other quotes, in which
 * it would not count the brackets that are counted here. */
static bool
is_token(char c)
{
    return g_ascii_isalnum(c) || g_ascii_isspace(c) || (c != '\0' && strchr(",:+-.", c) != NULL);
}

/* How deep a text is at some place, and how many values it has had. */
typedef struct {
    unsigned depth;
    unsigned n_values;
} Shape;

/* Processes the byte @c outside of strings.  Returns: false when it is not allowed there. */
static bool
take_byte(Shape *shape, char c)
{
    bool opens = c == '{' || c == '[';
    bool closes = c == '}' || c == ']';

    if (shape->depth == 0 && c != '{')
        return g_ascii_isspace(c);
    shape->n_values += opens || c == ',';
    if (opens)
        shape->depth++;
    if (closes)
        shape->depth--;
    return (opens || closes || is_token(c)) && shape->depth <= QMP_READER_MAX_DEPTH &&
           shape->n_values <= QMP_READER_MAX_VALUES;
}

/* True for a single object within the limits. json-glib recurses for each level, needs over a
 * hundred bytes per value, and of several values in a line leaks all but one. */
static bool
is_one_object(const char *text, size_t length)
{
    Shape shape = {0};

    for (size_t i = 0; i < length;) {
        bool is_string = text[i] == '"' && shape.depth > 0;
        size_t step = is_string ? string_length(text + i, length - i) : 1;

        if (step == 0 || (!is_string && !take_byte(&shape, text[i])))
            return false;
        i += step;
        if (shape.depth == 0 && shape.n_values > 0)
            return is_blank(text + i, length - i);
    }
    return false;
}

JsonObject *
qmp_reader_parse(const char *text, size_t length)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    JsonObject *root = NULL;

    if (memchr(text, '\0', length) != NULL || !g_utf8_validate(text, (gssize)length, NULL) ||
        !is_one_object(text, length) ||
        !json_parser_load_from_data(parser, text, (gssize)length, NULL))
        return NULL;
    root = qmp_value_object(json_parser_get_root(parser));
    return root != NULL ? json_object_ref(root) : NULL;
}

static bool
take_line(QmpReader *reader, GError **error)
{
    g_autofree char *start = NULL;
    JsonObject *message = NULL;

    if (!is_blank(reader->line->str, reader->line->len)) {
        message = qmp_reader_parse(reader->line->str, reader->line->len);
        if (message == NULL) {
            start = g_strndup(reader->line->str, MIN(reader->line->len, 40));
            g_strcanon(start,
                       " !#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_"
                       "abcdefghijklmnopqrstuvwxyz{|}\"",
                       '.');
            reader->is_broken = true;
            g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                        _("this is no message of a QEMU monitor: '%s'"), start);
            return false;
        }
        g_queue_push_tail(&reader->messages, message);
    }
    /* Do not keep the memory of one long answer. */
    if (reader->line->allocated_len > 1024 * 1024) {
        g_string_free(reader->line, TRUE);
        reader->line = g_string_new(NULL);
    }
    g_string_truncate(reader->line, 0);
    return true;
}

static bool
append(QmpReader *reader, const char *bytes, size_t n_bytes, GError **error)
{
    if (n_bytes > reader->max_line_bytes - reader->line->len) {
        reader->is_broken = true;
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("a line of the QEMU monitor is longer than %zu bytes"),
                    reader->max_line_bytes);
        return false;
    }
    g_string_append_len(reader->line, bytes, (gssize)n_bytes);
    return true;
}

static bool
is_usable(const QmpReader *reader, GError **error)
{
    if (reader->is_broken)
        g_set_error(error, PSERIES_ERROR, VIR_ERR_INTERNAL_ERROR,
                    _("the QEMU monitor sent something else before"));
    return !reader->is_broken;
}

bool
qmp_reader_feed(QmpReader *reader, const char *bytes, size_t n_bytes, GError **error)
{
    const char *end = bytes + n_bytes;

    if (!is_usable(reader, error))
        return false;
    while (bytes < end) {
        const char *newline = memchr(bytes, '\n', (size_t)(end - bytes));
        const char *stop = newline != NULL ? newline : end;

        if (!append(reader, bytes, (size_t)(stop - bytes), error))
            return false;
        if (newline == NULL)
            return true;
        if (!take_line(reader, error))
            return false;
        bytes = newline + 1;
    }
    return true;
}

bool
qmp_reader_finish(QmpReader *reader, GError **error)
{
    return is_usable(reader, error) && take_line(reader, error);
}

JsonObject *
qmp_reader_next(QmpReader *reader)
{
    return g_queue_pop_head(&reader->messages);
}
