/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/opened_file.h"

#include <glib.h>
#include <string.h>

static const char prefix[] = "/proc/self/fd/";

char *
opened_file_name(const char *path, unsigned descriptor)
{
    return descriptor == 0 ? g_strdup(path) : g_strdup_printf("%s%u", prefix, descriptor);
}

char *
opened_file_explain(const char *text, const char *(*path_of)(unsigned descriptor, const void *user),
                    const void *user)
{
    g_autoptr(GString) said = g_string_new(NULL);
    const char *name = NULL;

    while ((name = strstr(text, prefix)) != NULL) {
        char *end = NULL;
        guint64 number = g_ascii_strtoull(name + strlen(prefix), &end, 10);
        const char *path = number <= G_MAXUINT ? path_of((unsigned)number, user) : NULL;

        g_string_append_len(said, text, name - text);
        if (path != NULL)
            g_string_append(said, path);
        else
            g_string_append_len(said, name, end - name);
        text = end;
    }
    g_string_append(said, text);
    return g_string_free(g_steal_pointer(&said), FALSE);
}
