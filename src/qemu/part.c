/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/part.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "qemu/chardev_writer.h"

struct PartList {
    GArray *parts; /* Part */
};

static const struct {
    const char *option;
    const char *command;
} classes[] = {
    [PART_OBJECT] = {"-object", "object-add"}, [PART_BLOCKDEV] = {"-blockdev", "blockdev-add"},
    [PART_NETDEV] = {"-netdev", "netdev_add"}, [PART_CHARDEV] = {"-chardev", "chardev-add"},
    [PART_FSDEV] = {"-fsdev", NULL},           [PART_AUDIODEV] = {"-audiodev", NULL},
    [PART_DEVICE] = {"-device", "device_add"}, [PART_GLOBAL] = {"-global", NULL},
};

static void
clear_part(gpointer item)
{
    json_object_unref(((Part *)item)->options);
}

PartList *
part_list_new(void)
{
    PartList *list = g_new0(PartList, 1);

    list->parts = g_array_new(FALSE, FALSE, sizeof(Part));
    g_array_set_clear_func(list->parts, clear_part);
    return list;
}

void
part_list_free(PartList *list)
{
    if (list == NULL)
        return;
    g_array_unref(list->parts);
    g_free(list);
}

JsonObject *
part_list_add(PartList *list, PartClass class)
{
    Part part = {.class = class, .options = json_object_new()};

    g_array_append_val(list->parts, part);
    return part.options;
}

unsigned
part_list_n(const PartList *list)
{
    return list->parts->len;
}

const Part *
part_list_get(const PartList *list, unsigned i)
{
    g_return_val_if_fail(i < list->parts->len, NULL);
    return &g_array_index(list->parts, Part, i);
}

void
part_set_string(JsonObject *options, const char *name, const char *value)
{
    if (value != NULL)
        json_object_set_string_member(options, name, value);
}

void
part_set_string_format(JsonObject *options, const char *name, const char *format, ...)
{
    g_autofree char *value = NULL;
    va_list arguments;

    va_start(arguments, format);
    value = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    json_object_set_string_member(options, name, value);
}

/* JSON of json-glib has signed numbers; QEMU takes a larger one as a string. */
void
part_set_uint(JsonObject *options, const char *name, uint64_t value)
{
    if (value <= G_MAXINT64)
        json_object_set_int_member(options, name, (gint64)value);
    else
        part_set_string_format(options, name, "%" PRIu64, value);
}

void
part_set_optional_uint(JsonObject *options, const char *name, OptionalUint value)
{
    if (value.is_set)
        part_set_uint(options, name, value.value);
}

void
part_set_bool(JsonObject *options, const char *name, bool value)
{
    json_object_set_boolean_member(options, name, value);
}

void
part_set_tristate(JsonObject *options, const char *name, Tristate value)
{
    if (value != TRISTATE_ABSENT)
        part_set_bool(options, name, value == TRISTATE_YES);
}

const char *
part_class_option(PartClass class)
{
    return classes[class].option;
}

const char *
part_class_command(PartClass class)
{
    return classes[class].command;
}

JsonObject *
part_qmp_arguments(const Part *part, GError **error)
{
    if (classes[part->class].command == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("QEMU takes '%s' only at its start"), classes[part->class].option);
        return NULL;
    }
    if (part->class == PART_CHARDEV)
        return chardev_writer_qmp(part->options, error);
    return json_object_ref(part->options);
}
