/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

#include "qemu/key_value.h"
#include "qemu/part.h"

/*
 * QEMU's command line: the emulator and an ordered list of options, each with at most one value.
 *
 * A value is one word of argv: no shell sees it, so it cannot begin another option.  Values that
 * QEMU splits at commas are made by KeyValue or are JSON.
 */
typedef struct Argv Argv;

/* Returns: (owned) an empty command line. */
Argv *argv_new(void);
void argv_free(Argv *argv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Argv, argv_free)

/* Sets the program (copied); without it the words begin with the first option. */
void argv_set_emulator(Argv *argv, const char *path);

/* Sets additional environment variables, "NAME=value" each (copied, nullable). */
void argv_set_environment(Argv *argv, const char *const *variables);

/* Appends an option ("-S", "-uuid") with its value; NULL: it has none. */
void argv_add(Argv *argv, const char *option, const char *value);
void argv_add_key_value(Argv *argv, const char *option, const KeyValue *pairs);

/* Appends a part as an option.  @as_json: dialect_takes_json() of its class.  Otherwise the
 * same object is written as key=value: nested members as "a.b", list items as "a.0", true and false
 * as on and off. */
void argv_add_part(Argv *argv, const Part *part, bool as_json);

/* Number of options, and each with its value (borrowed, value nullable). */
unsigned argv_n(const Argv *argv);
const char *argv_option(const Argv *argv, unsigned i);
const char *argv_value(const Argv *argv, unsigned i);

/* Returns: (borrowed, nullable) the part that became option @i; NULL: it was added as text. */
const Part *argv_part(const Argv *argv, unsigned i);

/* Returns: true when option @i is a part whose value is JSON. */
bool argv_is_json(const Argv *argv, unsigned i);

/* Returns: (owned) the words for execve(), NULL-terminated; free it with g_strfreev(). */
char **argv_words(const Argv *argv);

/* Returns: (owned) text for a shell: one environment variable or option with its value per line,
 * quoted where needed, lines joined by " \", with a newline at the end. */
char *argv_print_shell(const Argv *argv);

/* Returns: (owned) the words, each ended by a NUL. */
GBytes *argv_print_nul(const Argv *argv);
