/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "cli/reference.h"

#include <glib.h>
#include <string.h>

#include "base/option_rst.h"
#include "cli/command.h"

static void
append_rst_command(GString *text, const CliCommand *command)
{
    g_autofree char *title = g_strconcat("virt-pseries ", command->name, NULL);
    g_autofree char *line = g_strnfill(strlen(title), '-');

    g_string_append_printf(text, "%s\n%s\n\n**%s** [*OPTION*...] %s\n\nTo %s. %s\n\n", title, line,
                           title, command->arguments, command->summary, command->description);
    for (const CliOption *option = cli_options; option->commands != NULL; option++)
        if (cli_has_word(option->commands, command->name))
            option_rst_append(text, &option->entry);
    g_string_append(text, "-h, --help\n    show the options and end\n\n");
}

char *
reference_rst(void)
{
    GString *text = g_string_new(NULL);

    for (const CliCommand *command = cli_commands; command->name != NULL; command++)
        append_rst_command(text, command);
    return g_string_free(text, FALSE);
}

/* How bash completes an option's value: with its choices, with files, or not. */
static void
append_bash_value(GString *text, const CliOption *option)
{
    const GOptionEntry *entry = &option->entry;

    g_string_append_printf(text, "    --%s", entry->long_name);
    if (entry->short_name != 0)
        g_string_append_printf(text, " | -%c", entry->short_name);
    g_string_append(text, ")\n");
    if (option->choices != NULL)
        g_string_append_printf(text,
                               "        mapfile -t COMPREPLY < <(compgen -W '%s' -- \"$word\")\n",
                               option->choices);
    else if (entry->arg == G_OPTION_ARG_FILENAME)
        g_string_append(text, "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n");
    g_string_append(text, "        return\n        ;;\n");
}

static void
append_bash_command(GString *text, const CliCommand *command)
{
    g_string_append_printf(text, "    %s) files=%s words='--help", command->name,
                           strstr(command->arguments, "FILE") != NULL ? "yes" : "no");
    for (const CliOption *option = cli_options; option->commands != NULL; option++)
        if (cli_has_word(option->commands, command->name))
            g_string_append_printf(text, " --%s", option->entry.long_name);
    g_string_append(text, "' ;;\n");
}

char *
reference_bash(void)
{
    GString *text = g_string_new("# bash completion for virt-pseries\n\n"
                                 "_virt_pseries() {\n"
                                 "    local word=$2 before=$3 words files\n"
                                 "    COMPREPLY=()\n"
                                 "    compopt -o filenames 2> /dev/null\n"
                                 "    if [ \"$before\" = '=' ]; then\n"
                                 "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
                                 "    elif [ \"$word\" = '=' ]; then\n"
                                 "        word=\n"
                                 "    fi\n"
                                 "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                                 "        mapfile -t COMPREPLY < <(compgen -W '");

    for (const CliCommand *command = cli_commands; command->name != NULL; command++)
        g_string_append_printf(text, "%s ", command->name);
    g_string_append(text, "--help --version' -- \"$word\")\n        return\n    fi\n"
                          "    case $before in\n");
    for (const CliOption *option = cli_options; option->commands != NULL; option++)
        if (option->entry.arg != G_OPTION_ARG_NONE)
            append_bash_value(text, option);
    g_string_append(text, "    esac\n    case ${COMP_WORDS[1]} in\n");
    for (const CliCommand *command = cli_commands; command->name != NULL; command++)
        append_bash_command(text, command);
    g_string_append(text, "    *) return ;;\n    esac\n"
                          "    if [[ $word == -* ]]; then\n"
                          "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
                          "    elif [ \"$files\" = yes ]; then\n"
                          "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
                          "    fi\n"
                          "}\n\n"
                          "complete -F _virt_pseries virt-pseries\n");
    return g_string_free(text, FALSE);
}
