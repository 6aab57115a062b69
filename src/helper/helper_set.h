/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "helper/helper.h"

/*
 * The helper processes of one QEMU.  Thread-safe; nothing here blocks.
 */
typedef struct HelperSet HelperSet;

/* Returns: (owned) an empty set. */
HelperSet *helper_set_new(void);
/* Processes that still run go on. */
void helper_set_free(HelperSet *set);

/* Adds @helper (ref taken), or removes it. */
void helper_set_add(HelperSet *set, Helper *helper);
void helper_set_remove(HelperSet *set, Helper *helper);

/* Returns: (owned) Helper *: those in @set now. */
GPtrArray *helper_set_list(HelperSet *set);
