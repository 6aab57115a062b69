/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "qemu/placement.h"

/*
 * What a QEMU says of itself and its machine, taken into a placement: part of readback.c.
 */

/* Takes the answer to query-version.  Errors: INTERNAL_ERROR when it is none. */
bool readback_machine_take_version(Placement *placement, JsonNode *answer, GError **error);

/* Whether the version that was taken is that one or later. */
bool readback_machine_is_at_least(const Placement *placement, unsigned major_number,
                                  unsigned minor_number);

/* Takes the machine's property "type".  Errors: INTERNAL_ERROR when it is none. */
bool readback_machine_take_type(Placement *placement, JsonNode *answer, GError **error);

/* Takes the answer to query-hotpluggable-cpus (nullable: QEMU does not tell). */
void readback_machine_take_cores(Placement *placement, JsonNode *answer);

/* Adds to @names (a set of owned strings) those of a list of properties (nullable). */
void readback_machine_take_names(GHashTable *names, JsonNode *answer);

/* Adds a capability without a value for each of the machine's options (a list of properties,
 * nullable) that the guest sees; then takes the value of one. */
void readback_machine_take_options(Placement *placement, JsonNode *answer);
void readback_machine_take_value(PlacementCapability *capability, JsonNode *value);

/* Takes away those that the machine told no value of. */
void readback_machine_drop_untold(Placement *placement);
