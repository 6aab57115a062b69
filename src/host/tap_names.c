/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "host/tap_names.h"

#include <string.h>

static const char prefix[] = "vnet";

/* What fits into a name. */
enum { MAX_NUMBER = 999999999 };

struct TapNames {
    GMutex lock;
    unsigned next; /* number */
};

TapNames *
tap_names_new(void)
{
    TapNames *names = g_new0(TapNames, 1);

    g_mutex_init(&names->lock);
    return names;
}

void
tap_names_free(TapNames *names)
{
    if (names == NULL)
        return;
    g_mutex_clear(&names->lock);
    g_free(names);
}

void
tap_names_reserve(TapNames *names, const char *name)
{
    guint64 number = 0;

    if (name == NULL || !g_str_has_prefix(name, prefix) ||
        !g_ascii_string_to_unsigned(name + strlen(prefix), 10, 0, MAX_NUMBER, &number, NULL))
        return;
    g_mutex_lock(&names->lock);
    names->next = MAX(names->next, (unsigned)number + 1);
    g_mutex_unlock(&names->lock);
}

void
tap_names_next(TapNames *names, char name[IFNAMSIZ])
{
    g_mutex_lock(&names->lock);
    do {
        if (names->next > MAX_NUMBER)
            names->next = 0;
        g_snprintf(name, IFNAMSIZ, "%s%u", prefix, names->next++);
    } while (if_nametoindex(name) != 0);
    g_mutex_unlock(&names->lock);
}
