/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include "xml/binding.h"

/* An element kept as text (char *: the whole element with the namespace declarations that it
 * needs), for <metadata>, whose content belongs to other programs. */
extern const XmlCustom xml_raw;

/* Returns: (owned) @node with its content as XML that parses to the same again. (libxml2's own
 * functions do not escape namespace names.) Namespaces declared above @node are not declared in the
 * text. */
char *xml_raw_text(xmlNodePtr node);
