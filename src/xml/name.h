/* SPDX-FileCopyrightText: The libvirt-pseries authors
 * SPDX-License-Identifier: LGPL-2.1-or-later */

#pragma once

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * Names of elements and attributes as binding tables write them: "disk", or "qemu:arg" in one of
 * libvirt's own namespaces, whatever prefix the document has chosen for it.
 */

/* A name with the prefix that libvirt documents use for its namespace ("qemu"), whatever prefix
 * this document has chosen; NULL for none.  Members are borrowed from the document. */
typedef struct {
    const char *prefix;
    const char *local;
    bool is_foreign; /* of a namespace that is not libvirt's: in no table */
} XmlName;

XmlName xml_name_of(const xmlNs *space, const xmlChar *local);

/* Whether the @length bytes at @word ("disk", "qemu:arg") are @name. */
bool xml_name_is(const XmlName *name, const char *word, size_t length);

/* Returns: (owned) the name as the document writes it. */
char *xml_name_written(const xmlNs *space, const xmlChar *local);

/* Returns: (borrowed, nullable) the namespace that belongs to the prefix of @word, and that prefix
 * (owned) in @prefix; NULL and no change when @word has none that libvirt uses. */
const char *xml_name_space(const char *word, char **prefix);

/* Returns: (owned, nullable) the name of the element @node as in a table; NULL if it is foreign. */
char *xml_qualified_name(xmlNodePtr node);
