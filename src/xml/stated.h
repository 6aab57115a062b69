/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "xml/binding.h"

/*
 * Comparing with what is stated: attributes that are not given are not compared.
 */

/* Called for an attribute @name that is given as @wanted and is @found (nullable: not given). */
typedef void (*XmlStatedVisit)(const char *name, const char *wanted, const char *found, void *user);

/* Calls @visit for each attribute of @wanted whose text in @found is another one, in the order of
 * the rows.  Looks at attributes only, not at children. */
void xml_stated_compare(const XmlBinding *binding, const void *wanted, const void *found,
                        XmlStatedVisit visit, void *user);
