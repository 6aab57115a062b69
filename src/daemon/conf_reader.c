/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "daemon/conf_reader.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libvirt/virterror.h>
#include <stdbool.h>
#include <string.h>

#include "base/error.h"

typedef struct {
    const char *at;
    const char *end;
    const char *file;
    unsigned line;
} Cursor;

static void
entry_free(ConfEntry *entry)
{
    g_free(entry->key);
    g_free(entry->string);
    g_free(entry->source);
    g_free(entry);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ConfEntry, entry_free)

/* Returns: the next byte; 0 at the end (the text itself has no NUL). */
static char
peek(const Cursor *cursor)
{
    return cursor->at < cursor->end ? *cursor->at : '\0';
}

static void
advance(Cursor *cursor)
{
    if (peek(cursor) == '\n')
        cursor->line++;
    if (cursor->at < cursor->end)
        cursor->at++;
}

static bool
accept(Cursor *cursor, char wanted)
{
    if (peek(cursor) != wanted)
        return false;
    advance(cursor);
    return true;
}

static void
skip(Cursor *cursor, const char *bytes)
{
    while (peek(cursor) != '\0' && strchr(bytes, peek(cursor)) != NULL)
        advance(cursor);
}

static void
skip_comment(Cursor *cursor)
{
    if (peek(cursor) != '#')
        return;
    while (peek(cursor) != '\0' && peek(cursor) != '\n')
        advance(cursor);
}

/* Skips blanks, newlines and comments, up to the next key or list item. */
static void
skip_lines(Cursor *cursor)
{
    do {
        skip(cursor, " \t\r\n");
        skip_comment(cursor);
    } while (peek(cursor) == '\n');
}

static bool
refuse(const Cursor *cursor, const char *what, GError **error)
{
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONF_SYNTAX, "%s:%u: %s", cursor->file, cursor->line,
                what);
    return false;
}

/* Returns: (owned, nullable) a name; NULL where there is none. */
static char *
take_key(Cursor *cursor)
{
    const char *start = cursor->at;

    while (g_ascii_isalnum(peek(cursor)) || peek(cursor) == '_')
        advance(cursor);
    return cursor->at > start && !g_ascii_isdigit(*start)
               ? g_strndup(start, (size_t)(cursor->at - start))
               : NULL;
}

/* A string ends on the same line at its opening quote character; there are no escapes. */
static bool
take_string(Cursor *cursor, char **string, GError **error)
{
    char quote = peek(cursor);
    const char *start = cursor->at + 1;

    advance(cursor);
    while (peek(cursor) != '\0' && peek(cursor) != '\n' && peek(cursor) != quote)
        advance(cursor);
    if (peek(cursor) != quote)
        return refuse(cursor, _("a string without its closing quote"), error);
    *string = g_strndup(start, (size_t)(cursor->at - start));
    advance(cursor);
    return true;
}

static bool
take_number(Cursor *cursor, int64_t *number, GError **error)
{
    char *end = NULL;

    errno = 0;
    *number = g_ascii_strtoll(cursor->at, &end, 10);
    if (end == cursor->at)
        return refuse(cursor, _("'-' without a number"), error);
    if (errno != 0)
        return refuse(cursor, _("a number that is too large"), error);
    cursor->at = end;
    return true;
}

static bool
take_list(Cursor *cursor, GError **error)
{
    advance(cursor);
    skip_lines(cursor);
    while (!accept(cursor, ']')) {
        g_autofree char *item = NULL;

        if (peek(cursor) != '"' && peek(cursor) != '\'')
            return refuse(cursor, _("a list takes strings in quotes, up to ']'"), error);
        if (!take_string(cursor, &item, error))
            return false;
        skip_lines(cursor);
        if (!accept(cursor, ',') && peek(cursor) != ']')
            return refuse(cursor, _("the items of a list are separated by ','"), error);
        skip_lines(cursor);
    }
    return true;
}

static bool
take_value(Cursor *cursor, ConfEntry *entry, GError **error)
{
    const char *start = cursor->at;
    char first = peek(cursor);
    bool is_taken = false;

    if (first == '"' || first == '\'') {
        entry->type = CONF_STRING;
        is_taken = take_string(cursor, &entry->string, error);
    } else if (first == '[') {
        entry->type = CONF_LIST;
        is_taken = take_list(cursor, error);
    } else if (g_ascii_isdigit(first) || first == '-') {
        entry->type = CONF_NUMBER;
        is_taken = take_number(cursor, &entry->number, error);
    } else {
        return refuse(cursor, _("a value is a number, a \"string\" or a [ \"list\" ]"), error);
    }
    if (is_taken)
        entry->source = g_strndup(start, (size_t)(cursor->at - start));
    return is_taken;
}

static ConfEntry *
take_entry(Cursor *cursor, GError **error)
{
    g_autoptr(ConfEntry) entry = g_new0(ConfEntry, 1);

    entry->line = cursor->line;
    entry->key = take_key(cursor);
    if (entry->key == NULL) {
        refuse(cursor, _("a line is 'key = value', or a comment after '#'"), error);
        return NULL;
    }
    skip(cursor, " \t");
    if (!accept(cursor, '=')) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONF_SYNTAX, _("%s:%u: no '=' after '%s'"),
                    cursor->file, cursor->line, entry->key);
        return NULL;
    }
    skip(cursor, " \t");
    if (!take_value(cursor, entry, error))
        return NULL;
    skip(cursor, " \t\r");
    skip_comment(cursor);
    if (peek(cursor) != '\0' && peek(cursor) != '\n') {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONF_SYNTAX,
                    _("%s:%u: there is more after the value of '%s'"), cursor->file, cursor->line,
                    entry->key);
        return NULL;
    }
    return g_steal_pointer(&entry);
}

GPtrArray *
conf_reader_parse(const char *text, size_t length, const char *file, GError **error)
{
    Cursor cursor = {.at = text, .end = text + length, .file = file, .line = 1};
    g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    const char *wrong = NULL;

    /* Messages quote the file, so it must be UTF-8. */
    if (!g_utf8_validate(text, (gssize)length, &wrong)) {
        while (cursor.at < wrong)
            advance(&cursor);
        refuse(&cursor, _("a byte that is not UTF-8 text"), error);
        return NULL;
    }
    for (skip_lines(&cursor); peek(&cursor) != '\0'; skip_lines(&cursor)) {
        ConfEntry *entry = take_entry(&cursor, error);

        if (entry == NULL)
            return NULL;
        g_ptr_array_add(entries, entry);
    }
    return g_steal_pointer(&entries);
}
