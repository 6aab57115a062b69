/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "qemu/part.h"

/* What becomes of a part or an option in a QEMU that opens nothing of the host; see stand_in.h. */
typedef enum {
    STAND_IN_KEEP,     /* it is safe as it is, with what it refers to replaced */
    STAND_IN_DROP,     /* nothing needs it */
    STAND_IN_MEMORY,   /* plain memory of the same size */
    STAND_IN_TYPE,     /* its id, and the type that the row names */
    STAND_IN_NODE,     /* a null-co node with its name */
    STAND_IN_HUB,      /* a port of an empty hub with its id */
    STAND_IN_ENDPOINT, /* a plain PCI device of the same class in the same place */
    STAND_IN_SCSI,     /* a disk in the same place */
    STAND_IN_USB,      /* a tablet at the same port */
    STAND_IN_VTY,      /* a spapr-vty with the same reg */
} StandInAction;

typedef struct {
    PartClass class;
    const char *type; /* NULL: any */
    StandInAction action;
    const char *other_type; /* of STAND_IN_TYPE */
} StandInRow;

/* Returns: (borrowed, nullable) the row of a part of @class and @type; NULL: nobody has looked at
 * such a part.  A virtio device has one row for its three forms. */
const StandInRow *stand_in_row(PartClass class, const char *type);

/* Returns: (borrowed) the member of a part of @class that has its type, and the one that has its
 * name. */
const char *stand_in_type_key(PartClass class);
const char *stand_in_name_key(PartClass class);

/* What becomes of an option that is no part: kept or dropped.  Returns: false when nobody has
 * looked at it. */
bool stand_in_option(const char *option, bool *is_kept);
