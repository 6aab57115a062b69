/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>

/*
 * Splits the bytes of a QMP server into messages, one JSON object per line.
 *
 * The bytes are not trusted: a line is bounded in length, depth and number of values, its strings
 * are UTF-8 without NUL, and after an error the reader takes no more.
 */
typedef struct QmpReader QmpReader;

enum {
    QMP_READER_MAX_LINE_BYTES = 16 * 1024 * 1024,
    QMP_READER_MAX_DEPTH = 64,
    QMP_READER_MAX_VALUES = 1024 * 1024,
};

/* Returns: (owned) a reader whose lines are at most @max_line_bytes long. */
QmpReader *qmp_reader_new(size_t max_line_bytes);
void qmp_reader_free(QmpReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QmpReader, qmp_reader_free)

/* Adds @n_bytes.  Errors: INTERNAL_ERROR for input that is no QMP; earlier messages can still be
 * taken. */
bool qmp_reader_feed(QmpReader *reader, const char *bytes, size_t n_bytes, GError **error);

/* Marks the end of the stream: a last line without a newline is a message as well. */
bool qmp_reader_finish(QmpReader *reader, GError **error);

/* Returns: (owned, nullable) the single JSON object in @text, which may contain newlines; as strict
 * as the reader. */
JsonObject *qmp_reader_parse(const char *text, size_t length);

/* Returns: (owned, nullable) the next whole message; NULL: feed more. */
JsonObject *qmp_reader_next(QmpReader *reader);
