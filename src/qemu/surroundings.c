/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/surroundings.h"

#include <stdbool.h>
#include <string.h>

static bool
is_passed(const char *word, bool changes_user)
{
    static const char *const always[] = {"PATH=", "TMPDIR="};
    static const char *const own[] = {"HOME=", "USER=", "LOGNAME=", "XDG_"};

    for (size_t i = 0; i < G_N_ELEMENTS(always); i++)
        if (g_str_has_prefix(word, always[i]))
            return true;
    for (size_t i = 0; i < G_N_ELEMENTS(own) && !changes_user; i++)
        if (g_str_has_prefix(word, own[i]))
            return true;
    return false;
}

/* We know no home of another user: use the working directory. */
static void
add_home(GPtrArray *words, const char *home, const char *name)
{
    static const char *const variables[] = {"HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME",
                                            "XDG_DATA_HOME"};
    static const char *const places[] = {"", "/.cache", "/.config", "/.local/share"};

    for (size_t i = 0; i < G_N_ELEMENTS(variables) && home != NULL; i++)
        g_ptr_array_add(words, g_strconcat(variables[i], "=", home, places[i], NULL));
    if (name == NULL)
        return;
    g_ptr_array_add(words, g_strconcat("USER=", name, NULL));
    g_ptr_array_add(words, g_strconcat("LOGNAME=", name, NULL));
}

char **
surroundings_environment(const char *directory, const OtherUser *other)
{
    g_auto(GStrv) ours = g_get_environ();
    GPtrArray *words = g_ptr_array_new();

    g_ptr_array_add(words, g_strdup("LC_ALL=C"));
    for (char **word = ours; *word != NULL; word++)
        if (is_passed(*word, other != NULL))
            g_ptr_array_add(words, g_strdup(*word));
    if (other != NULL)
        add_home(words, directory, other_user_name(other));
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}

char **
surroundings_with(char **environment, const char *const *variables)
{
    for (const char *const *variable = variables; variable != NULL && *variable != NULL;
         variable++) {
        const char *value = strchr(*variable, '=');
        g_autofree char *name = g_strndup(*variable, (gsize)(value - *variable));

        environment = g_environ_setenv(environment, name, value + 1, TRUE);
    }
    return environment;
}
