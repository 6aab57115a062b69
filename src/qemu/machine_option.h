/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>

/*
 * An option of a machine that its guest sees: a capability ("cap-htm"), or one of a few others
 * ("ic-mode").
 */
typedef enum {
    MACHINE_OPTION_SWITCH, /* on, off */
    MACHINE_OPTION_NUMBER, /* of 32 bits, without a sign */
    MACHINE_OPTION_TEXT,
} MachineOptionKind;

typedef struct {
    char *name;
    MachineOptionKind kind;
    char **values; /* (owned, nullable) of a text, when QEMU says which there are */
} MachineOption;

/* True for the name of an option that guests see. */
bool machine_option_is_seen(const char *name);

/* Returns: (owned) an option; @values: (copied, nullable). */
MachineOption *machine_option_new(const char *name, MachineOptionKind kind,
                                  const char *const *values);
void machine_option_free(MachineOption *option);

/* Returns: (owned, nullable) the option that @property, an item of QEMU's answer to
 * qom-list-properties, describes; NULL for one that guests do not see. */
MachineOption *machine_option_read(JsonObject *property);

/* True when the option can have @value, as on the command line. */
bool machine_option_takes(const MachineOption *option, const char *value);

/* Returns: (owned, nullable) the possible values for messages: "xics, xive, dual"; NULL for a
 * number, or when QEMU does not say. */
char *machine_option_values(const MachineOption *option);
