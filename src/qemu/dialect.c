/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/dialect.h"

#include "qemu/qmp_member.h"

typedef struct {
    PartClass class;
    const char *older, *newer;
    int64_t factor; /* from the older option's unit to the newer one's; at most 1000 */
    bool (*has)(const Capabilities *capabilities, const char *option);
} DialectRow;

static const DialectRow rows[] = {
    {PART_CHARDEV, "reconnect", "reconnect-ms", 1000, capabilities_has_chardev_option},
};

void
dialect_apply(const Part *part, const Capabilities *capabilities)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int64_t value = qmp_member_int(part->options, rows[i].older, 0, INT64_MAX / 1000, -1);

        if (rows[i].class != part->class || value < 0 || !rows[i].has(capabilities, rows[i].newer))
            continue;
        json_object_remove_member(part->options, rows[i].older);
        part_set_uint(part->options, rows[i].newer, (uint64_t)(value * rows[i].factor));
    }
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
