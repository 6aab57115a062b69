/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "xml/binding.h"

/* An element kept as it was written (char *, the whole element with the namespaces it needs), for
 * <metadata>: the one part of a domain that belongs to others. */
extern const XmlCustom xml_raw;

/* Returns: (owned) @node with all that is in it as text, on which a parser sees the same again.
 * (libxml2's own functions do not escape the names of namespaces.)  The namespaces that it takes
 * from above must be declared there. */
char *xml_raw_text(xmlNodePtr node);
