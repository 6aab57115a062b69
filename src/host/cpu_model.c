/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/cpu_model.h"

#include <string.h>

#include "host/file.h"

static const char family[] = "POWER";

/* "POWER9 (architected), altivec supported": variants (POWER8E, POWER8NVL) are of one model. */
static char *
model_of(const char *value)
{
    size_t n_digits = 0;

    if (!g_str_has_prefix(value, family))
        return NULL;
    n_digits = strspn(value + strlen(family), G_CSET_DIGITS);
    return n_digits > 0 ? g_strndup(value, strlen(family) + n_digits) : NULL;
}

char *
host_cpu_model(const char *root)
{
    g_autofree char *text = host_file_text(root, "proc/cpuinfo");
    g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);

    for (size_t i = 0; lines[i] != NULL; i++) {
        g_auto(GStrv) words = g_strsplit(lines[i], ":", 2);

        if (words[0] != NULL && words[1] != NULL && g_str_equal(g_strstrip(words[0]), "cpu"))
            return model_of(g_strchug(words[1]));
    }
    return NULL;
}
