/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/dialect.h"

#include <string.h>

typedef struct {
    PartClass class;
    const char *older, *newer;
    int64_t factor; /* from the older option's unit to the newer one's */
    bool (*has)(const Capabilities *capabilities, const char *option);
} DialectRow;

static const DialectRow rows[] = {
    {PART_CHARDEV, "reconnect", "reconnect-ms", 1000, capabilities_has_chardev_option},
};

static void
rename_member(JsonObject *options, const DialectRow *row)
{
    g_autoptr(GList) names = json_object_get_members(options);
    bool is_after = false;

    /* A member that is set anew becomes the last. */
    for (const GList *item = names; item != NULL; item = item->next) {
        const char *name = item->data;
        bool is_found = strcmp(name, row->older) == 0;
        g_autofree char *key = g_strdup(is_found ? row->newer : name);
        g_autoptr(JsonNode) value = json_object_dup_member(options, name);

        is_after |= is_found;
        if (!is_after)
            continue;
        if (is_found)
            json_node_set_int(value, json_node_get_int(value) * row->factor);
        json_object_remove_member(options, name);
        json_object_set_member(options, key, g_steal_pointer(&value));
    }
}

void
dialect_apply(const Part *part, const Capabilities *capabilities)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].class == part->class && json_object_has_member(part->options, rows[i].older) &&
            rows[i].has(capabilities, rows[i].newer))
            rename_member(part->options, &rows[i]);
}

/* The first version whose option for the class takes JSON; 0: every version that has the option. */
static const struct {
    bool never;
    unsigned major_number, minor_number;
} json_rows[] = {
    [PART_OBJECT] = {false, 6, 0}, [PART_BLOCKDEV] = {false, 0, 0}, [PART_NETDEV] = {false, 7, 2},
    [PART_CHARDEV] = {true, 0, 0}, [PART_FSDEV] = {true, 0, 0},     [PART_AUDIODEV] = {false, 0, 0},
    [PART_DEVICE] = {false, 6, 2}, [PART_GLOBAL] = {true, 0, 0},
};

bool
dialect_takes_json(const Capabilities *capabilities, PartClass class)
{
    return !json_rows[class].never &&
           capabilities_is_at_least(capabilities, json_rows[class].major_number,
                                    json_rows[class].minor_number);
}
