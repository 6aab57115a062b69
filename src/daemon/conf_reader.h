/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdint.h>

/*
 * Parses libvirt's syntax of configuration files; keys are not interpreted:
 *
 *     # a comment
 *     key = 10
 *     key = "text"
 *     key = [ "one", "two" ]
 */
typedef enum { CONF_NUMBER, CONF_STRING, CONF_LIST } ConfType;

typedef struct {
    char *key;
    unsigned line; /* from 1 */
    ConfType type;
    int64_t number;
    char *string; /* of a string; else NULL */
    char *source; /* the value as written, for messages */
} ConfEntry;

/* Returns: (owned, nullable) the ConfEntry of each setting, in file order.  @text must be followed
 * by a NUL; @file is only used in messages.  Errors: CONF_SYNTAX, with file and line. */
GPtrArray *conf_reader_parse(const char *text, size_t length, const char *file, GError **error);
