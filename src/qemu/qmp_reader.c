/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/qmp_reader.h"

#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <string.h>

#include "base/error.h"

struct QmpReader {
    size_t max_line_bytes;
    GString *line;   /* the one that is not whole yet */
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

/* True for one object that is not too deep: json-glib calls itself for each level, and would take
 * several things in a line and leak all but one. */
static bool
is_one_object(const char *text, size_t length)
{
    unsigned depth = 0;
    bool is_string = false;

    for (size_t i = 0; i < length; i++) {
        if (depth == 0 && text[i] != '{' && !g_ascii_isspace(text[i]))
            return false;
        if (is_string && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            is_string = !is_string;
        else if (!is_string && (text[i] == '[' || text[i] == '{') && ++depth > QMP_READER_MAX_DEPTH)
            return false;
        else if (!is_string && (text[i] == ']' || text[i] == '}') && --depth == 0)
            return is_blank(text + i + 1, length - i - 1);
    }
    return false;
}

/* Returns: (owned, nullable) the object that the line is. */
static JsonObject *
parse_line(const char *text, size_t length)
{
    g_autoptr(JsonParser) parser = json_parser_new_immutable();
    JsonNode *root = NULL;

    if (memchr(text, '\0', length) != NULL || !g_utf8_validate(text, (gssize)length, NULL) ||
        !is_one_object(text, length) ||
        !json_parser_load_from_data(parser, text, (gssize)length, NULL))
        return NULL;
    root = json_parser_get_root(parser);
    return root != NULL && JSON_NODE_HOLDS_OBJECT(root) ? json_node_dup_object(root) : NULL;
}

static bool
take_line(QmpReader *reader, GError **error)
{
    g_autofree char *start = NULL;
    JsonObject *message = NULL;

    if (!is_blank(reader->line->str, reader->line->len)) {
        message = parse_line(reader->line->str, reader->line->len);
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
    /* One long answer should not hold its memory for good. */
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
