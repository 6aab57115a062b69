/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>
#include <stdint.h>

/*
 * A list of libvirt's typed parameters (virTypedParameter).  Not thread-safe.
 */
typedef struct {
    GArray *items; /* virTypedParameter; a string in one is (owned) */
} Params;

/* Returns: (owned) an empty list. */
Params *params_new(void);
void params_free(Params *params);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Params, params_free)

/* Appends a value under the name that @format makes; a name that is too long for libvirt is
 * truncated. */
void params_add_int(Params *params, int value, const char *format, ...) G_GNUC_PRINTF(3, 4);
void params_add_uint(Params *params, unsigned value, const char *format, ...) G_GNUC_PRINTF(3, 4);
void params_add_llong(Params *params, int64_t value, const char *format, ...) G_GNUC_PRINTF(3, 4);
void params_add_ullong(Params *params, uint64_t value, const char *format, ...) G_GNUC_PRINTF(3, 4);
void params_add_string(Params *params, const char *value, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
