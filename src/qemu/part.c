/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#include "qemu/part.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libvirt/virterror.h>

#include "base/error.h"
#include "qemu/chardev_writer.h"
#include "qemu/qmp_member.h"

struct PartList {
    GArray *parts; /* Part */
};

/* What QEMU takes each class by.  Where there is no @command, QMP can neither add nor remove it. */
static const struct {
    const char *option;
    const char *command;
    const char *inverse;
    const char *key; /* the member that names a part, and the one argument of @inverse */
} classes[] = {
    [PART_OBJECT] = {"-object", "object-add", "object-del", "id"},
    [PART_BLOCKDEV] = {"-blockdev", "blockdev-add", "blockdev-del", "node-name"},
    [PART_NETDEV] = {"-netdev", "netdev_add", "netdev_del", "id"},
    [PART_CHARDEV] = {"-chardev", "chardev-add", "chardev-remove", "id"},
    [PART_FSDEV] = {"-fsdev", NULL, NULL, NULL},
    [PART_AUDIODEV] = {"-audiodev", NULL, NULL, NULL},
    [PART_DEVICE] = {"-device", "device_add", "device_del", "id"},
    [PART_GLOBAL] = {"-global", NULL, NULL, NULL},
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

/* json-glib's integers are signed; QEMU accepts a larger number as a string. */
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

const char *
part_class_inverse(PartClass class)
{
    return classes[class].inverse;
}

/* Sets the error when QMP has no commands for the class. */
static bool
check_class(PartClass class, GError **error)
{
    if (classes[class].command != NULL)
        return true;
    g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                _("QEMU takes '%s' only at its start"), classes[class].option);
    return false;
}

JsonObject *
part_qmp_arguments(const Part *part, GError **error)
{
    if (!check_class(part->class, error))
        return NULL;
    if (part->class == PART_CHARDEV)
        return chardev_writer_qmp(part->options, error);
    return json_object_ref(part->options);
}

JsonObject *
part_qmp_removal(const Part *part, GError **error)
{
    const char *key = classes[part->class].key;
    const char *id = NULL;
    JsonObject *arguments = NULL;
    JsonObject *removal = NULL;

    if (!check_class(part->class, error))
        return NULL;
    id = qmp_member_string(part->options, key, NULL);
    if (id == NULL) {
        g_set_error(error, PSERIES_ERROR, VIR_ERR_CONFIG_UNSUPPORTED,
                    _("a '%s' without '%s' cannot be removed from a running QEMU"),
                    classes[part->class].option, key);
        return NULL;
    }
    arguments = json_object_new();
    part_set_string(arguments, key, id);
    removal = json_object_new();
    part_set_string(removal, "execute", classes[part->class].inverse);
    json_object_set_object_member(removal, "arguments", arguments);
    return removal;
}

JsonArray *
part_list_qmp_removals(const PartList *list, GError **error)
{
    g_autoptr(JsonArray) removals = json_array_new();

    for (unsigned i = part_list_n(list); i > 0; i--) {
        JsonObject *removal = part_qmp_removal(part_list_get(list, i - 1), error);

        if (removal == NULL)
            return NULL;
        json_array_add_object_element(removals, removal);
    }
    return g_steal_pointer(&removals);
}
