/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>

/*
 * Splits a QMP server's bytes into messages: one JSON object a line.
 *
 * The bytes may come from anybody: a line is bounded in length, depth and values, every string in
 * it is UTF-8 without NUL, and once anything is wrong the reader takes no more.
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

/* Takes @n_bytes more.  Errors: INTERNAL_ERROR for what is no QMP; what came before can still be
 * had. */
bool qmp_reader_feed(QmpReader *reader, const char *bytes, size_t n_bytes, GError **error);

/* Takes the end of the bytes: a last line without a newline is a message, too. */
bool qmp_reader_finish(QmpReader *reader, GError **error);

/* Returns: (owned, nullable) the one JSON object that @text is, newlines or not; it is as strict as
 * the reader is. */
JsonObject *qmp_reader_parse(const char *text, size_t length);

/* Returns: (owned, nullable) the next whole message; NULL: feed more. */
JsonObject *qmp_reader_next(QmpReader *reader);
