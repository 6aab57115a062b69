/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "xml/binding.h"

/* Shared by the scalar types and the parser; other rooms include only binding.h. */

/* Returns: (owned) @text as numbers and words are read: trimmed in an element; unchanged in an
 * attribute, where libvirt allows no white space. */
char *scalar_text(const XmlField *field, const char *text);

/* Returns: (borrowed, nullable) the name of the attribute that holds the unit of @field's value. */
const char *scalar_unit_name(const XmlField *field);

/* Like XmlType.parse, of a size in @unit (NULL: the default of the type). */
char *scalar_size_parse(const XmlField *field, const char *text, const char *unit, void *value);

/* Returns: the unit in which sizes of @field's type are written. */
const char *scalar_size_unit(const XmlField *field);
