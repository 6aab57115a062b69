/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/print.h"
#include "cli/reference.h"

static const CliCommand *
find_command(const char *name)
{
    for (const CliCommand *command = cli_commands; command->name != NULL; command++)
        if (g_str_equal(command->name, name))
            return command;
    return NULL;
}

/* Returns: (owned) the rows of the option table that @command takes, stored in @options. */
static GOptionEntry *
entries_of(const CliCommand *command, CliOptions *options)
{
    GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    GOptionEntry rest = {
        G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL,
        command->arguments};

    for (const CliOption *option = cli_options; option->commands != NULL; option++) {
        GOptionEntry entry = option->entry;

        if (!cli_has_word(option->commands, command->name))
            continue;
        entry.arg_data = (char *)options + GPOINTER_TO_SIZE(entry.arg_data);
        g_array_append_val(entries, entry);
    }
    g_array_append_val(entries, rest);
    return (GOptionEntry *)(void *)g_array_free(entries, FALSE);
}

static void
options_clear(CliOptions *options)
{
    g_free(options->emulator);
    g_free(options->machine);
    g_free(options->capabilities);
    g_free(options->sysfs);
    g_free(options->record);
    g_free(options->qmp);
    g_free(options->connect);
    g_free(options->format);
    g_free(options->color);
    g_strfreev(options->files);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CliOptions, options_clear)

/* A string option that has choices must be one of them. */
static bool
check_choice(const CliOption *option, const CliOptions *options)
{
    const char *value = NULL;

    if (option->choices == NULL)
        return true;
    value = *(char *const *)(const void *)((const char *)options +
                                           GPOINTER_TO_SIZE(option->entry.arg_data));
    if (value == NULL || cli_has_word(option->choices, value))
        return true;
    print_complaint(_("--%s takes one of: %s; not '%s'"), option->entry.long_name, option->choices,
                    value);
    return false;
}

static bool
check_options(const CliCommand *command, const CliOptions *options)
{
    unsigned n_files = options->files != NULL ? g_strv_length(options->files) : 0;

    for (const CliOption *option = cli_options; option->commands != NULL; option++)
        if (!check_choice(option, options))
            return false;
    if (options->timeout_seconds < 0)
        print_complaint(_("--timeout takes a number of seconds; not '%d'"),
                        options->timeout_seconds);
    else if (n_files < command->n_least)
        print_complaint(_("'%s' needs a FILE, or '-' for standard input"), command->name);
    else if (n_files > command->n_most)
        print_complaint(_("'%s' does not take '%s'"), command->name,
                        options->files[command->n_most]);
    return options->timeout_seconds >= 0 && n_files >= command->n_least &&
           n_files <= command->n_most;
}

static int
run_command(const CliCommand *command, int argc, char **argv)
{
    g_auto(CliOptions) options = {.timeout_seconds = 0};
    g_autofree char *program = g_strdup_printf("virt-pseries %s", command->name);
    g_autofree GOptionEntry *entries = entries_of(command, &options);
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;

    g_option_context_set_translation_domain(context, GETTEXT_PACKAGE);
    g_option_context_set_summary(context, command->summary);
    g_option_context_set_description(context, command->description);
    g_option_context_add_main_entries(context, entries, GETTEXT_PACKAGE);
    g_set_prgname(program);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        print_complaint("%s", error->message);
        return CLI_USAGE;
    }
    return check_options(command, &options) ? command->run(&options) : CLI_USAGE;
}

static void
print_usage(FILE *stream)
{
    fputs(_("Usage: virt-pseries COMMAND [OPTION...] [FILE|-]\n\n"
            "Plans and runs ppc64 pseries guests from libvirt domain XML.\n\n"
            "Commands:\n"),
          stream);
    for (const CliCommand *command = cli_commands; command->name != NULL; command++)
        fprintf(stream, "  %-10s %s\n", command->name, _(command->summary));
    fputs(_("\n'virt-pseries COMMAND --help' tells more of each.\n"), stream);
}

/* Handles options of the program itself (--help, --version).  Returns: false when @word is not
 * one. */
static bool
answer(const char *word)
{
    static const struct {
        const char *name;
        char *(*text)(void);
    } references[] = {{"help-rst", reference_rst}, {"help-bash", reference_bash}};

    for (size_t i = 0; i < G_N_ELEMENTS(references); i++)
        if (g_str_equal(word, references[i].name)) {
            g_autofree char *text = references[i].text();

            print_output(text, strlen(text));
            return true;
        }
    if (g_str_equal(word, "--version"))
        printf("virt-pseries %s\n", PACKAGE_VERSION);
    else if (g_str_equal(word, "--help") || g_str_equal(word, "-h") || g_str_equal(word, "help"))
        print_usage(stdout);
    else
        return false;
    return true;
}

static void
set_up_messages(void)
{
    const char *directory = g_getenv("VIRT_PSERIES_LOCALEDIR");

    setlocale(LC_ALL, "");
    bindtextdomain(GETTEXT_PACKAGE, directory != NULL ? directory : LOCALEDIR);
    bind_textdomain_codeset(GETTEXT_PACKAGE, "UTF-8");
}

int
main(int argc, char **argv)
{
    const CliCommand *command = NULL;

    set_up_messages();
    /* A closed pipe must be a write error and not kill us: there may be a guest to end. */
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        print_usage(stderr);
        return CLI_USAGE;
    }
    if (answer(argv[1]))
        return fflush(stdout) == 0 ? CLI_DONE : CLI_FAILED;
    command = find_command(argv[1]);
    if (command == NULL) {
        print_complaint(_("no command '%s': see 'virt-pseries --help'"), argv[1]);
        return CLI_USAGE;
    }
    return run_command(command, argc - 1, argv + 1);
}
