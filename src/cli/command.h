/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <stdbool.h>

/*
 * The commands of virt-pseries and the options they take.
 *
 * Both are tables, from which --help, the man page and the shell completion are made.
 */
typedef struct {
    char *emulator;
    char *machine;
    char *capabilities; /* a recorded probe to use in place of a QEMU */
    char *sysfs;
    char *record;
    char *qmp;     /* the socket of a QEMU's monitor */
    char *connect; /* the URI of a libvirt daemon */
    char *format;  /* nullable, like all strings; one of the row's choices */
    char *color;
    int timeout_seconds; /* 0: none */
    gboolean json;
    gboolean refresh;
    gboolean nul; /* -0 */
    char **files; /* the other arguments, as many as the command takes */
} CliOptions;

/* Exit statuses. */
enum { CLI_DONE = 0, CLI_FAILED = 1, CLI_USAGE = 2 };

/* A row of the option table. */
typedef struct {
    GOptionEntry entry;   /* arg_data is an offset into CliOptions */
    const char *commands; /* names of the commands that take it, separated by blanks */
    const char *choices;  /* (nullable) the valid values of a string option, separated by blanks */
} CliOption;

typedef struct {
    const char *name;
    const char *arguments;    /* "FILE|-"; "" for none */
    unsigned n_least, n_most; /* how many of them */
    const char *summary;      /* N_(), a line */
    const char *description;  /* N_(), for --help and the man page */
    int (*run)(const CliOptions *options);
} CliCommand;

extern const CliOption cli_options[];   /* up to one without a name */
extern const CliCommand cli_commands[]; /* up to one without a name */

/* True when @words, separated by blanks, has @word. */
bool cli_has_word(const char *words, const char *word);

/* The commands, one for each row of cli_commands.  @options (borrowed) have passed the command
 * line's checks.  Each prints its result to standard output and errors to standard error, and
 * blocks until it is done.  Returns: the exit status, CLI_DONE or CLI_FAILED. */
int cli_plan(const CliOptions *options);
int cli_argv(const CliOptions *options);
int cli_validate(const CliOptions *options);
int cli_topology(const CliOptions *options);
int cli_probe(const CliOptions *options);
int cli_run(const CliOptions *options);
int cli_verify(const CliOptions *options);
int cli_snapshot(const CliOptions *options);
