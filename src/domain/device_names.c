/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "domain/device_names.h"

#include "domain/domain_walk.h"

#include <string.h>

static const char *
prefix_of(const Device *device)
{
    return device->kind->id_prefix_of != NULL ? device->kind->id_prefix_of(device)
                                              : device->kind->id_prefix;
}

/* Whether a device that the user has named uses up a number of @prefix all the same, as most do. */
static bool
counts_named_ones(const char *prefix)
{
    static const char *const others[] = {"crypto", "fs", "hostdev", "rng", NULL};

    return !g_strv_contains(others, prefix);
}

static bool
is_named_by_user(const Device *device)
{
    return device->alias.name != NULL && g_str_has_prefix(device->alias.name, "ua-");
}

static unsigned
next_number(GHashTable *next_numbers, const char *prefix)
{
    return GPOINTER_TO_UINT(g_hash_table_lookup(next_numbers, prefix));
}

static void
set_next_number(GHashTable *next_numbers, const char *prefix, unsigned number)
{
    g_hash_table_insert(next_numbers, (gpointer)prefix, GUINT_TO_POINTER(number));
}

/* Records the number in the id of @device, if the id is a counted one. */
static void
note_id(GHashTable *next_numbers, const Device *device)
{
    const char *prefix = prefix_of(device);
    guint64 number = 0;

    if (prefix != NULL && g_str_has_prefix(device->id, prefix) &&
        g_ascii_string_to_unsigned(device->id + strlen(prefix), 10, 0, G_MAXINT32, &number, NULL))
        set_next_number(next_numbers, prefix,
                        MAX(next_number(next_numbers, prefix), (unsigned)number + 1));
}

/* Returns: whether a device has its id already. */
static bool
note_ids(GHashTable *next_numbers, const Domain *domain)
{
    bool has_any = false;

    DOMAIN_EACH_DEVICE(const Device, device, domain) {
        if (device->id == NULL)
            continue;
        has_any = true;
        note_id(next_numbers, device);
    }
    return has_any;
}

static bool
has_no_id(const Device *device)
{
    return device->kind->has_no_id != NULL && device->kind->has_no_id(device);
}

/* Returns: (owned) the next id of that prefix, and counts it. */
static char *
take_number(GHashTable *next_numbers, const char *prefix)
{
    unsigned number = next_number(next_numbers, prefix);

    set_next_number(next_numbers, prefix, number + 1);
    return g_strdup_printf("%s%u", prefix, number);
}

void
device_names_assign(Domain *domain)
{
    g_autoptr(GHashTable) next_numbers = g_hash_table_new(g_str_hash, g_str_equal);
    bool joins = note_ids(next_numbers, domain);

    DOMAIN_EACH_DEVICE(Device, device, domain) {
        const char *prefix = prefix_of(device);
        bool is_counted = prefix != NULL && !is_named_by_user(device) && !has_no_id(device);
        g_autofree char *counted = NULL;

        if (device->id != NULL)
            continue;
        if (is_counted || (prefix != NULL && !joins && counts_named_ones(prefix)))
            counted = take_number(next_numbers, prefix);
        if (is_named_by_user(device))
            device->id = g_strdup(device->alias.name);
        else if (is_counted)
            device->id = g_steal_pointer(&counted);
        else if (device->kind->id != NULL)
            device->id = device->kind->id(device, domain);
    }
}

void
device_names_forget(Domain *domain)
{
    for (unsigned i = 0; i < domain->devices->len; i++)
        g_clear_pointer(&domain_device(domain, i)->id, g_free);
}
