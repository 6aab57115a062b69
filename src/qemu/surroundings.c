/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/surroundings.h"

#include <grp.h>
#include <pwd.h>

enum { PASSWD_BYTES = 64 * 1024 };

char *
surroundings_user_name(uid_t user)
{
    g_autofree char *bytes = g_malloc(PASSWD_BYTES);
    struct passwd entry = {0};
    struct passwd *found = NULL;

    if (getpwuid_r(user, &entry, bytes, PASSWD_BYTES, &found) != 0 || found == NULL)
        return NULL;
    return g_strdup(found->pw_name);
}

GArray *
surroundings_groups(const char *name, gid_t group)
{
    int n_groups = 1;
    GArray *groups = g_array_sized_new(FALSE, TRUE, sizeof(gid_t), 1);

    g_array_append_val(groups, group);
    if (name == NULL)
        return groups;
    /* The database may change while we look. */
    for (int length = 0; length < n_groups;) {
        length = n_groups;
        g_array_set_size(groups, (guint)length);
        if (getgrouplist(name, group, (gid_t *)(void *)groups->data, &n_groups) >= 0)
            break;
    }
    g_array_set_size(groups, (guint)MIN(n_groups, (int)groups->len));
    return groups;
}

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

/* Another user has no home that we know of: the working directory takes its place. */
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
surroundings_environment(const char *directory, bool changes_user, const char *name)
{
    g_auto(GStrv) ours = g_get_environ();
    GPtrArray *words = g_ptr_array_new();

    g_ptr_array_add(words, g_strdup("LC_ALL=C"));
    for (char **word = ours; *word != NULL; word++)
        if (is_passed(*word, changes_user))
            g_ptr_array_add(words, g_strdup(*word));
    if (changes_user)
        add_home(words, directory, name);
    g_ptr_array_add(words, NULL);
    return (char **)g_ptr_array_free(words, FALSE);
}
