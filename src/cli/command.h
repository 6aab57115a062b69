/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * The commands of virt-pseries and the options they take.
 *
 * Both are tables: --help, the man page and the shell completion are all made from them.
 */
typedef struct {
    char *emulator;
    char *machine;
    char *capabilities; /* a recorded probe in place of a QEMU */
    char *sysfs;
    char *record;
    char *format; /* nullable, as all of them; one of the row's choices */
    char *color;
    int timeout_seconds; /* 0: none */
    gboolean json;
    gboolean refresh;
    gboolean nul; /* -0 */
    char **files; /* what is left of the command line: as many as the command takes */
} CliOptions;

/* Exit statuses. */
enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

/* A row of the option table. */
typedef struct {
    GOptionEntry entry;   /* arg_data is an offset into CliOptions */
    const char *commands; /* names of those that take it, separated by blanks */
    const char *choices; /* (nullable) the values that a string option takes, separated by blanks */
} CliOption;

typedef struct {
    const char *name;
    const char *arguments;   /* "FILE|-": exactly one; "" for none */
    const char *summary;     /* N_(), a line */
    const char *description; /* N_(), for --help and the man page */
    int (*run)(const CliOptions *options);
} CliCommand;

extern const CliOption cli_options[];   /* up to one without a name */
extern const CliCommand cli_commands[]; /* up to one without a name */

/* True when @words, separated by blanks, has @word. */
bool cli_has_word(const char *words, const char *word);

int cli_plan(const CliOptions *options);
int cli_argv(const CliOptions *options);
int cli_validate(const CliOptions *options);
int cli_topology(const CliOptions *options);
int cli_probe(const CliOptions *options);
int cli_run(const CliOptions *options);
