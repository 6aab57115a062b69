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
 * A value is one word for the kernel: no shell sees it, so it can neither end nor begin an option.
 * What QEMU itself splits at commas is made by KeyValue or is JSON.
 */
typedef struct Argv Argv;

/* Returns: (owned) an empty command line. */
Argv *argv_new(void);
void argv_free(Argv *argv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Argv, argv_free)

/* Says which program it is for (copied); without it the words begin with the first option. */
void argv_set_emulator(Argv *argv, const char *path);

/* Says what is in the program's environment beside what it finds there anyway: "NAME=value" each
 * (copied, nullable). */
void argv_set_environment(Argv *argv, const char *const *variables);

/* Appends an option ("-S", "-uuid") with its value; NULL: it has none. */
void argv_add(Argv *argv, const char *option, const char *value);
void argv_add_key_value(Argv *argv, const char *option, const KeyValue *pairs);

/* Appends a part as its option.  @as_json: what capabilities_takes_json() says of its class; else
 * the same object is written as key=value: members of members as "a.b", items of lists as "a.0",
 * true and false as on and off. */
void argv_add_part(Argv *argv, const Part *part, bool as_json);

/* Number of options, and each with its value (borrowed, value nullable). */
unsigned argv_n(const Argv *argv);
const char *argv_option(const Argv *argv, unsigned i);
const char *argv_value(const Argv *argv, unsigned i);

/* Returns: (owned) the words for execve(), NULL-terminated; free it with g_strfreev(). */
char **argv_words(const Argv *argv);

/* Returns: (owned) text for a shell: a variable of the environment a line, an option with its value
 * a line, quoted where needed, lines joined by " \", a newline at the end. */
char *argv_print_shell(const Argv *argv);

/* Returns: (owned) the words, each ended by a NUL. */
GBytes *argv_print_nul(const Argv *argv);
