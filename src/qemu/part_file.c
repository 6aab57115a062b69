/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/part_file.h"

#include "qemu/qmp_member.h"

/* Members of parts that are paths of files to write to. */
static const struct {
    PartClass class;
    const char *backend; /* nullable: of any */
    const char *path;
    const char *append;
} rows[] = {
    {PART_CHARDEV, NULL, "logfile", "logappend"},
    {PART_CHARDEV, "file", "path", "append"},
};

void
part_file_open(const Part *part, const PartFileOpener *opener)
{
    JsonObject *options = part->options;

    for (size_t i = 0; i < G_N_ELEMENTS(rows) && opener->open != NULL; i++) {
        const PartFile file = {qmp_member_string(options, rows[i].path, NULL),
                               !qmp_member_bool(options, rows[i].append, true)};
        const char *backend = qmp_member_string(options, "backend", "");
        g_autofree char *place = NULL;

        if (rows[i].class == part->class && file.path != NULL &&
            (rows[i].backend == NULL || g_str_equal(rows[i].backend, backend)))
            place = opener->open(&file, opener->user);
        if (place == NULL)
            continue;
        json_object_set_string_member(options, rows[i].path, place);
        json_object_set_boolean_member(options, rows[i].append, TRUE);
    }
}
