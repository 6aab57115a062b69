/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <glib.h>
#include <libxml/tree.h>
#include <stdbool.h>

/*
 * Nodes of a document: their paths, lines and texts.
 */

/* Returns: (owned) the path of @node: "/domain/devices/disk[2]", with "/@bus" for @attribute "bus"
 * (nullable).  A number is added where siblings share the name.  Numbers are cached in the _private
 * members of the nodes, so that many paths in one document are cheap. */
char *xml_node_path(xmlNodePtr node, const char *attribute);

/* Returns: the line where the start tag of @node ends (libxml2's line), from 1; 0 if unknown. */
unsigned xml_node_line(xmlNodePtr node);

/* Returns: (owned) the text of @node itself, without that of its children, and of @attribute. */
char *xml_node_text(xmlNodePtr node);
char *xml_attribute_text(xmlAttrPtr attribute);

/* Returns: (owned, nullable) the text of @attribute; NULL when it is empty. */
char *xml_attribute_given(xmlAttrPtr attribute);

/* Whether @text is allowed in a document: valid UTF-8 with XML's characters only. */
bool xml_is_text(const char *text);

/* Returns: true when @text is empty or only XML white space. */
bool xml_is_blank(const char *text);

/* Whether the text of @node is blank, or has not even white space. */
bool xml_node_is_blank(xmlNodePtr node);
bool xml_node_is_empty(xmlNodePtr node);

/* Whether @node says what an earlier sibling of its name says: the same attributes and children,
 * and the same texts but for the white space around them.  Comments do not count. */
bool xml_node_is_repeated(xmlNodePtr node);

/* Returns: (owned) @text for a message: one line, shortened if long. */
char *xml_shown(const char *text);
