/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <libxml/tree.h>
#include <stdbool.h>

/*
 * Nodes of a document: where they stand, and what they say.
 */

/* Returns: (owned) where @node is: "/domain/devices/disk[2]", with "/@bus" for @attribute "bus"
 * (nullable).  A number stands where siblings share the name.  Uses the _private members of the
 * nodes above @node and their siblings, so that many paths in one document cost little. */
char *xml_node_path(xmlNodePtr node, const char *attribute);

/* Returns: the line that @node's start tag ends at, which is where libxml2 sees it, from 1; 0 if
 * unknown. */
unsigned xml_node_line(xmlNodePtr node);

/* Returns: (owned) the text of @node itself, without that of its children, and of @attribute. */
char *xml_node_text(xmlNodePtr node);
char *xml_attribute_text(xmlAttrPtr attribute);

/* Whether @text can stand in a document: valid UTF-8, of characters that XML has. */
bool xml_is_text(const char *text);

bool xml_is_blank(const char *text);

/* Whether the text of @node is blank. */
bool xml_node_is_blank(xmlNodePtr node);

/* Returns: (owned) @text for a message: one line, shortened if long. */
char *xml_shown(const char *text);
