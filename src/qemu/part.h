/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/optional.h"

/*
 * The parts of a device in QEMU: an ordered list of JSON objects.
 *
 * The same objects are used on the command line ("-device {...}") and over QMP ("device_add"), so
 * start and hotplug share one implementation.  Members keep the order in which they were set.  The
 * member with the type has QEMU's name:
 *
 *   PART_OBJECT    "qom-type"     PART_AUDIODEV  "driver"
 *   PART_BLOCKDEV  "driver"       PART_DEVICE    "driver"
 *   PART_NETDEV    "type"         PART_FSDEV     "fsdriver"
 *   PART_CHARDEV   "backend"      PART_GLOBAL    "driver", "property", "value": -global only
 *
 * A chardev has the flat members of the command line (path, host, port, server, wait ...), where
 * QEMU takes no JSON; part_qmp_arguments() converts them for chardev-add.
 */
typedef enum {
    PART_OBJECT,
    PART_BLOCKDEV,
    PART_NETDEV,
    PART_CHARDEV,
    PART_FSDEV,
    PART_AUDIODEV,
    PART_DEVICE,
    PART_GLOBAL,
} PartClass;

typedef struct {
    PartClass class;
    JsonObject *options; /* (owned) */
} Part;

typedef struct PartList PartList;

/* Returns: (owned) an empty list. */
PartList *part_list_new(void);
void part_list_free(PartList *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PartList, part_list_free)

/* Appends an empty part.  Returns: (borrowed) its options, to be filled in. */
JsonObject *part_list_add(PartList *list, PartClass class);

/* Number of parts, and each (borrowed). */
unsigned part_list_n(const PartList *list);
const Part *part_list_get(const PartList *list, unsigned i);

/* Short forms of json_object_set_*_member(); a value that is NULL or not given adds no member. */
void part_set_string(JsonObject *options, const char *name, const char *value);
void part_set_string_format(JsonObject *options, const char *name, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
void part_set_uint(JsonObject *options, const char *name, uint64_t value);
void part_set_optional_uint(JsonObject *options, const char *name, OptionalUint value);
void part_set_bool(JsonObject *options, const char *name, bool value);
void part_set_tristate(JsonObject *options, const char *name, Tristate value);

/* Returns: (borrowed) the command line's option for the class: "-device". */
const char *part_class_option(PartClass class);

/* Returns: (borrowed, nullable) QMP's command that adds such a part to a running QEMU:
 * "device_add". NULL: there is none (fsdev, audiodev, global). */
const char *part_class_command(PartClass class);

/* Returns: (owned, nullable) the arguments for part_class_command().  Errors: CONFIG_UNSUPPORTED
 * when QMP cannot add it. */
JsonObject *part_qmp_arguments(const Part *part, GError **error);

/* Returns: (borrowed, nullable) QMP's command that removes such a part from a running QEMU:
 * "device_del".  NULL: there is none (fsdev, audiodev, global). */
const char *part_class_inverse(PartClass class);

/* Returns: (owned, nullable) the command that removes @part again, in QMP's form: {"execute":
 * "device_del", "arguments": {"id": "net0"}}.  Errors: CONFIG_UNSUPPORTED when QMP cannot remove
 * it, or it has no id. */
JsonObject *part_qmp_removal(const Part *part, GError **error);

/* Returns: (owned, nullable) the commands that remove all parts of @list, the last part first.
 * device_del only asks for the device: wait for its DEVICE_DELETED before the commands behind it.
 * Sent earlier, QEMU refuses those for block nodes and chardevs, but takes a netdev away from its
 * NIC.  A guest that uses the slot lets the device go when it likes, or never; before its first
 * instruction the event comes at once (QEMU 7.2).  Errors: as above. */
JsonArray *part_list_qmp_removals(const PartList *list, GError **error);
