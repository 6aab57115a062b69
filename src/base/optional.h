/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A number that may not have been given; all zero is "not given". */
typedef struct {
    uint64_t value;
    bool is_set;
} OptionalUint;

typedef struct {
    int64_t value;
    bool is_set;
} OptionalInt;

/* yes/no and on/off; all zero is "not given". */
typedef enum { TRISTATE_ABSENT, TRISTATE_YES, TRISTATE_NO } Tristate;

#define OPTIONAL_UINT(number) ((OptionalUint){.value = (number), .is_set = true})
