/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "xml/binding.h"

/* Shared by the scalar types and the parser; other rooms include only binding.h. */

/* Returns: (owned) @text as numbers are read: white space and one plus sign before the digits are
 * skipped, as the C library does for libvirt; what stands behind them is not. */
char *scalar_digits(const char *text);

/* Puts a number into @value, a member of @field's type whose @text was not valid: the nearest one
 * in range, or an ordinary one.  The document is refused, and what is still checked of it must not
 * find the number missing as well. */
void scalar_stand_in(const XmlField *field, const char *text, void *value);

/* Returns: (borrowed, nullable) the name of the attribute that holds the unit of @field's value. */
const char *scalar_unit_name(const XmlField *field);

/* Like XmlType.parse, of a size in @unit (NULL: the default of the type). */
char *scalar_size_parse(const XmlField *field, const char *text, const char *unit, void *value);

/* Returns: the unit in which sizes of @field's type are written. */
const char *scalar_size_unit(const XmlField *field);
