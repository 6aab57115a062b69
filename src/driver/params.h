/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <libvirt/libvirt.h>
#include <stdbool.h>
#include <stddef.h>
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
void params_add_double(Params *params, double value, const char *format, ...) G_GNUC_PRINTF(3, 4);
void params_add_boolean(Params *params, char value, const char *format, ...) G_GNUC_PRINTF(3, 4);
void params_add_string(Params *params, const char *value, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/*
 * A parameter that a group of settings has: its name and type for clients, and the member of the
 * group's struct that holds it, by type: OptionalUint (UINT, ULLONG), OptionalInt (INT, LLONG) or
 * char * (STRING).  A parameter of several members has none.
 */
typedef struct {
    const char *name;
    int type; /* VIR_TYPED_PARAM_* */
    size_t offset;
} ParamField;

/* Checks that @params are some of @fields, of their types and each once.  Any thread.  Errors:
 * ARGUMENT_UNSUPPORTED and INVALID_ARG, in libvirt's words. */
bool params_check(const Params *params, const ParamField *fields, size_t n_fields, GError **error);

/* Returns: (borrowed, nullable) the parameter @name. */
const virTypedParameter *params_find(const Params *params, const char *name);

/* Returns: the value of @param, whose type is UINT or ULLONG. */
uint64_t params_uint(const virTypedParameter *param);

/* Appends the members of @group by @fields; 0 or "" for those that are not set. */
void params_add_fields(Params *params, const ParamField *fields, size_t n_fields,
                       const void *group);
